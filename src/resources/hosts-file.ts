import { RunbookError } from '../core/diagnostic.ts';

/** The file of names: hosts(5). */
export const HOSTS = '/etc/hosts';

/** RB2520: the file is written whole, so what stands in it must be known; else other lines would be lost. */
export function unreadYet(address: string): RunbookError {
  return new RunbookError({
    code: 'RB2520',
    severity: 'error',
    what: `what ${HOSTS} holds is not known before an earlier task has run`,
    address,
    why: 'Names are put among the lines that are there, and an earlier task may change them in a way that cannot be told beforehand.',
    mend: 'Put this task before it.',
  });
}
