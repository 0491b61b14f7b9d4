import { sha256 } from '../../core/digest.ts';
import type { Step } from '../../core/plan.ts';
import { createRecent } from '../../core/recent.ts';

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
  const byParts = createRecent<string, StepLook>();
  const byText = new Map<string, StepLook>();
  /** A part that is forgotten gets another number when it comes again: its step is rendered once more, and looks the same. */
  const numbers = createRecent<unknown, number>();
  let met = 0;
  const numberOf = (part: unknown): number => numbers.of(part, () => (met += 1));
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
      .map(([name, part]) => `${name} ${numberOf(part)}`)
      .join(' ');
    return byParts.of(key, () => make(step));
  };
}
