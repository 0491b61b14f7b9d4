import { RunbookError } from '../core/diagnostic.ts';
import { watched, type Looked } from './alike-instances.ts';
import type { Evaluator } from './evaluate.ts';
import type { ExpressionScope } from './expressions.ts';
import type { Instance } from './instances.ts';
import { lazyObject } from './lazy-fields.ts';
import { mistake, place } from './problem.ts';
import type { YamlEntry } from './yaml-node.ts';

/**
 * The names of one host within one task. A variable is evaluated when it is first read, so that one that nothing uses cannot fail, and may
 * refer to others; one that needs itself is a mistake (RB1306). `looked` is told what is read.
 */
export function createScope(
  evaluator: Evaluator,
  vars: Instance['vars'],
  roots: ExpressionScope['roots'],
  call: ExpressionScope['call'],
  looked: Looked,
): ExpressionScope {
  const known = new Map<string, unknown>();
  const open: string[] = [];
  const read = (name: string): unknown => {
    const entry = vars.get(name);
    looked.vars.add(name);
    if (entry === undefined || known.has(name)) return known.get(name);
    if (open.includes(name)) throw circle([...open.slice(open.indexOf(name)), name], entry);
    open.push(name);
    try {
      const value = evaluator.valueOf(entry.value, scope);
      known.set(name, value);
      return value;
    } finally {
      open.pop();
    }
  };
  const scope: ExpressionScope = {
    roots: Object.defineProperty(watched(roots, looked), 'vars', {
      enumerable: true,
      value: lazyObject({ has: (name) => vars.has(name), names: () => [...vars.keys()], read }),
    }),
    call: (name, values) => {
      looked.isOwn = true;
      return call(name, values);
    },
  };
  return scope;
}

function circle(names: readonly string[], entry: YamlEntry): RunbookError {
  return new RunbookError(
    mistake('RB1306', `variables need each other: ${names.join(' → ')}`, entry.keySource, {
      why: `the circle closes in ${place(entry.keySource)}`,
      mend: 'give one of them a value of its own',
    }),
  );
}
