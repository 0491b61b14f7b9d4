import type { Diagnostic } from '../core/diagnostic.ts';
import type { Instance } from './instances.ts';
import { mistake, place } from './problem.ts';
import type { Outcome } from './settled.ts';
import type { Undecided } from './undecided.ts';

/** What becomes of an instance that a value decides which nobody knows yet: later, when that is known, or never. */
export function undecidedOutcome(instance: Instance, error: Undecided): Outcome {
  const { host, task } = instance;
  const until = error.until(host.name);
  if (until !== undefined) return { kind: 'deferred', until };
  const name =
    error.hole.kind === 'secret'
      ? `the secret "${error.hole.name}"`
      : error.hole.kind === 'output'
        ? `the secret "${error.hole.output}" of ${error.hole.host}`
        : 'a value that is never seen';
  return {
    kind: 'mistaken',
    diagnostics: [
      mistake('RB1307', `${name} would decide what is written or done`, task.source, {
        host: host.name,
        why: 'a secret is filled in just before it is sent, so nothing can be decided by it',
        mend: 'write it only where its text goes: {{name}} or ${ vars.name }',
      }),
    ],
  };
}

/** The mistake of an instance that needs a value of itself, by way of those that are being resolved. */
export function circleMistake(open: readonly Instance[], candidate: Instance): Diagnostic {
  const round = [...open.slice(open.indexOf(candidate)), candidate];
  const names = round.map((one) => `${one.host.name} "${one.task.name ?? one.task.type}"`);
  return mistake('RB1503', `values are needed in a circle: ${names.join(' → ')}`, candidate.task.source, {
    why: `the places are ${[...new Set(round.map((one) => place(one.task.source)))].join(' and ')}`,
    mend: 'let one of them stand without the value of the other',
  });
}
