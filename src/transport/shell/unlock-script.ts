import type { DeadLock } from '../../core/lock.ts';
import { quoteArgv } from '../../core/shell-quote.ts';
import { piecesFor } from './functions.ts';
import { DEAD } from './lock-records.ts';

/** A lock that was removed by hand. Texts are the host's: not to be trusted. */
export interface RemovedLock {
  readonly run: string;
  readonly owner: string;
  /** How old it was. */
  readonly ageSeconds: number;
  /** Why its run was dead; undefined when it still lived. */
  readonly dead?: DeadLock;
}

/** The command that removes the lock of the account that runs it, whoever has it, and tells the host's own log so. */
export function unlockCommand(words: string): readonly string[] {
  return ['sh', '-c', [...piecesFor(['core', 'drop_lock']).map((piece) => piece.text), quoteArgv(['drop_lock', words])].join('\n')];
}

/** What that command printed. `none`: there was no lock. Undefined: it is nothing that the command prints. */
export function readRemovedLock(output: string): RemovedLock | 'none' | undefined {
  const [state = '', run = '', owner = '', age = ''] = output.split('\n');
  if (state === 'none') return 'none';
  const dead = Object.hasOwn(DEAD, state) ? DEAD[state] : undefined;
  if ((dead === undefined && state !== 'lives') || !/^\d{1,12}$/u.test(age)) return undefined;
  return { run, owner, ageSeconds: Number(age), ...(dead === undefined ? {} : { dead }) };
}
