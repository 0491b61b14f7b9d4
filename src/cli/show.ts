import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { readEvents } from '../report/journal-events.ts';
import { brokenLinesSentence, renderRun } from '../report/render-run.ts';
import { writeRunPage } from './html-page.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { isPlanFile } from './plan-store.ts';
import type { ShowOptions } from './options.ts';
import { projectFolder } from './project.ts';
import { showPlanFile } from './show-plan-file.ts';

/** `runbook show`: a plan file, or what happened in a run, from its journal. */
export function show(io: Io, name: string, options: ShowOptions): Promise<number> {
  return isPlanFile(io, name) ? showPlanFile(io, name, options) : Promise.resolve(showRun(io, name, options));
}

function showRun(io: Io, name: string, options: ShowOptions): number {
  const folder = join(projectFolder(io), '.runbook', 'runs');
  const runs = existsSync(folder) ? readdirSync(folder).sort() : [];
  const run = name === 'last' ? runs.at(-1) : runs.find((one) => one === name);
  if (run === undefined) {
    throw new RunbookError({
      code: 'RB6004',
      severity: 'error',
      what: name === 'last' ? 'there is no run yet' : `there is no run ${name}`,
      why: [
        runs.length === 0 ? `${folder} holds none` : `the newest are ${runs.slice(-3).join(', ')}`,
        ...(name === 'last' ? [] : [`${resolve(io.cwd, name)} is no plan file`]),
      ].join('; '),
      mend: 'runs are made by `runbook apply`; `runbook show last` shows the newest',
    });
  }
  const { events, brokenLines } = readEvents(readFileSync(join(folder, run, 'journal.jsonl'), 'utf8'));
  io.stdout.write(renderRun(events, { color: colorOf(io, io.stdout), width: widthOf(io), verbose: options.verbose === true }));
  writeRunPage(io, options, run, events);
  const broken = brokenLinesSentence(brokenLines);
  if (broken !== undefined) io.stderr.write(`${broken}\n`);
  return EXIT.done;
}
