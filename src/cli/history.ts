import { EXIT } from '../core/exit-code.ts';
import type { RunEvent } from '../core/event.ts';
import { readEvents } from '../report/journal-events.ts';
import { renderHistory, type RunLine } from '../report/history.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { readJournalLines } from './journal-lines.ts';
import { projectFolder } from './project.ts';
import { journalFile, runNames } from './runs-folder.ts';

/** Options of `history`. */
export interface HistoryOptions {
  readonly count?: number;
  readonly format?: 'plain' | 'json';
}

const COUNT = 20;
const ENDS = /"event":"(run_started|run_done)"/u;

/** `runbook history`: the runs of this project, the newest first: when, who, what, and how they ended. */
export function history(io: Io, options: HistoryOptions): number {
  const project = projectFolder(io);
  const names = runNames(project);
  const found = names
    .toReversed()
    .slice(0, options.count ?? COUNT)
    .map((run) => lineOf(run, readEvents(readJournalLines(journalFile(project, run), ENDS, Number.MAX_SAFE_INTEGER).text).events));
  const resumedBy = new Map(found.flatMap(({ run, resumeOf }) => (resumeOf === undefined ? [] : [[resumeOf, run] as const])));
  const lines = found.map((one): RunLine => {
    const by = resumedBy.get(one.run);
    return by === undefined ? one : { ...one, resumedBy: by };
  });
  if (options.format === 'json') for (const line of lines) io.stdout.write(`${JSON.stringify(line)}\n`);
  else io.stdout.write(renderHistory(lines, names.length, { color: colorOf(io, io.stdout), width: widthOf(io) }));
  return EXIT.done;
}

function lineOf(run: string, events: readonly RunEvent[]): RunLine {
  const started = events.find((event) => event.event === 'run_started');
  const done = events.findLast((event) => event.event === 'run_done');
  if (started === undefined) return { run };
  const { at, verb, playbook, inventory, operator, ticket, undoOf, resumeOf } = started;
  return {
    run,
    at,
    verb,
    ...(playbook === undefined ? {} : { playbook }),
    inventory,
    operator,
    ...(ticket === undefined ? {} : { ticket }),
    ...(undoOf === undefined ? {} : { undoOf }),
    ...(resumeOf === undefined ? {} : { resumeOf }),
    ...(done === undefined ? {} : { changed: done.changed, exitCode: done.exitCode, durationMs: done.durationMs }),
  };
}
