import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { readJournalLines } from './journal-lines.ts';

/** In so many bytes of a journal its first line is found. */
const FIRST_BYTES = 16 * 1024;

/** Folder of the journals of a project. */
export function runsFolder(projectFolder: string): string {
  return join(projectFolder, '.runbook', 'runs');
}

/** Names of the runs of a project, oldest first. */
export function runNames(projectFolder: string): readonly string[] {
  const folder = runsFolder(projectFolder);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** The journal of a run. */
export function journalFile(projectFolder: string, run: string): string {
  return join(runsFolder(projectFolder), run, 'journal.jsonl');
}

/** True when a run is one of `exec` or `ssh`: somebody entered hosts, and nothing was planned. */
function isEntryOnly(projectFolder: string, run: string): boolean {
  const { text } = readJournalLines(journalFile(projectFolder, run), /"event":"run_started"/u, FIRST_BYTES);
  return /"verb":"(exec|ssh)"/u.test(text);
}

/** The run of that name; `last` is the newest apply or undo. Throws RB6004 when there is none; `more` is said in its reason. */
export function chooseRun(projectFolder: string, name: string, more: readonly string[] = []): string {
  const runs = runNames(projectFolder);
  const run = name === 'last' ? runs.findLast((one) => !isEntryOnly(projectFolder, one)) : runs.find((one) => one === name);
  if (run !== undefined) return run;
  const known = runs.length === 0 ? `${runsFolder(projectFolder)} holds none` : `the newest are ${runs.slice(-3).join(', ')}`;
  throw new RunbookError({
    code: 'RB6004',
    severity: 'error',
    what: name === 'last' ? 'there is no run yet' : `there is no run ${name}`,
    why: [known, ...more].join('; '),
    mend: 'runs are made by `runbook apply`; `runbook show last` shows the newest',
  });
}
