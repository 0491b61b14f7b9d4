import { RunbookError } from '../core/diagnostic.ts';
import type { Evaluator } from './evaluate.ts';
import type { ExpressionScope } from './expressions.ts';
import { mistake, place } from './problem.ts';
import type { YamlMapping } from './yaml-node.ts';

/**
 * The names of one host within one task. A variable is evaluated when it is first read, so that one that nothing uses cannot fail, and may
 * refer to others; one that needs itself is a mistake (RB1306).
 */
export function createScope(
  evaluator: Evaluator,
  vars: YamlMapping,
  roots: Readonly<Record<string, unknown>>,
  call: ExpressionScope['call'],
): ExpressionScope {
  const values = {};
  const scope: ExpressionScope = { roots: { ...roots, vars: values }, call };
  const known = new Map<string, unknown>();
  const open: string[] = [];
  for (const entry of vars.entries) {
    const read = (): unknown => {
      if (known.has(entry.key)) return known.get(entry.key);
      if (open.includes(entry.key)) throw circle([...open.slice(open.indexOf(entry.key)), entry.key], entry);
      open.push(entry.key);
      try {
        const value = evaluator.valueOf(entry.value, scope);
        known.set(entry.key, value);
        return value;
      } finally {
        open.pop();
      }
    };
    Object.defineProperty(values, entry.key, { enumerable: true, get: read });
  }
  return scope;
}

function circle(names: readonly string[], entry: YamlMapping['entries'][number]): RunbookError {
  return new RunbookError(
    mistake('RB1306', `variables need each other: ${names.join(' → ')}`, entry.keySource, {
      why: `the circle closes in ${place(entry.keySource)}`,
      mend: 'give one of them a value of its own',
    }),
  );
}
