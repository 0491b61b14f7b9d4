import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { renderRun } from '../report/run.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { projectFolder } from './project.ts';

/** `runbook show RUN`: what happened in a run, from its journal. */
export function show(io: Io, name: string): Promise<number> {
  const folder = join(projectFolder(io), '.runbook', 'runs');
  const runs = existsSync(folder) ? readdirSync(folder).sort() : [];
  const run = name === 'last' ? runs.at(-1) : runs.find((one) => one === name);
  if (run === undefined) {
    throw new RunbookError({
      code: 'RB6004',
      severity: 'error',
      what: name === 'last' ? 'there is no run yet' : `there is no run ${name}`,
      why: runs.length === 0 ? `${folder} holds none` : `the newest are ${runs.slice(-3).join(', ')}`,
      mend: 'runs are made by `runbook apply`; `runbook show last` shows the newest',
    });
  }
  const lines = readFileSync(join(folder, run, 'journal.jsonl'), 'utf8').split('\n').filter((line) => line !== '');
  io.stdout.write(renderRun(lines, { color: colorOf(io, io.stdout), width: widthOf(io) }));
  return Promise.resolve(EXIT.done);
}
