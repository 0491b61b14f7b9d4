import { sha256 } from '../../core/digest.ts';
import type { Step } from '../../core/plan.ts';

/** What is shown of a step. */
export interface StepLook {
  /** Equal for steps of which the same is shown. */
  readonly number: number;
  readonly lines: readonly string[];
}

/**
 * Gives what is shown of the steps of one plan. Steps of which all but the host is one in memory, as in a plan that was read from a file, look the same and are
 * rendered once; not those with outputs, which differ by who uses them.
 */
export function createStepLooks(render: (step: Step) => readonly string[]): (step: Step) => StepLook {
  const byParts = new Map<string, StepLook>();
  const byText = new Map<string, StepLook>();
  /** By the name of the part: a map of all would hold everybody up whenever it grows. */
  const numbers = new Map<string, Map<unknown, number>>();
  const numberOf = (name: string, part: unknown): number => {
    let known = numbers.get(name);
    if (known === undefined) numbers.set(name, (known = new Map<unknown, number>()));
    const number = known.get(part) ?? known.size;
    known.set(part, number);
    return number;
  };
  const make = (step: Step): StepLook => {
    const lines = render(step);
    const id = sha256(lines.join('\n'));
    const look = byText.get(id) ?? { number: byText.size, lines };
    byText.set(id, look);
    return look;
  };
  return (step) => {
    const { id: _id, host: _host, ...parts } = step;
    if (Object.keys(step.outputs).length > 0) return make(step);
    const key = Object.entries(parts)
      .map(([name, part]) => `${name} ${numberOf(name, part)}`)
      .join(' ');
    const look = byParts.get(key) ?? make(step);
    byParts.set(key, look);
    return look;
  };
}
