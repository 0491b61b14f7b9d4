import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunEvent } from '../core/event.ts';
import { EXIT } from '../core/exit-code.ts';
import { checkChain } from '../core/journal-chain.ts';
import { readEvents } from '../report/journal-events.ts';
import { brokenLinesSentence, renderRun } from '../report/render-run.ts';
import { writeRunPage } from './html-page.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { isPlanFile } from './plan-store.ts';
import type { ShowOptions } from './options.ts';
import { projectFolder } from './project.ts';
import { chooseRun, journalFile } from './runs-folder.ts';
import { showPlanFile } from './show-plan-file.ts';

/** `runbook show`: a plan file, or what happened in a run, from its journal. */
export function show(io: Io, name: string, options: ShowOptions): Promise<number> {
  return isPlanFile(io, name) ? showPlanFile(io, name, options) : Promise.resolve(showRun(io, name, options));
}

function showRun(io: Io, name: string, options: ShowOptions): number {
  const project = projectFolder(io);
  const run = chooseRun(project, name, name === 'last' ? [] : [`${resolve(io.cwd, name)} is no plan file`]);
  const bytes = readFileSync(journalFile(project, run));
  const { events, brokenLines } = readEvents(bytes.toString('utf8'));
  io.stdout.write(renderRun(events, { color: colorOf(io, io.stdout), width: widthOf(io), verbose: options.verbose === true }));
  const { records, head, breaks } = checkChain(bytes, run);
  const end: readonly RunEvent[] = breaks.length > 0 ? [] : [{ at: new Date().toISOString(), event: 'journal_head', run, records, head }];
  writeRunPage(io, options, run, [...events, ...end]);
  const broken = brokenLinesSentence(brokenLines);
  if (broken !== undefined) io.stderr.write(`${broken}\n`);
  return EXIT.done;
}
