import type { RunEvent } from '../core/event.ts';
import type { FormerRuns, FormerStep } from '../core/plan-duration.ts';
import type { PlannedDuration } from '../core/plan.ts';
import { atOnce, inSlices, inTurns } from '../core/turns.ts';
import { readEvent } from '../report/journal-events.ts';
import { journalLines } from './journal-lines.ts';
import { journalFile, runNames } from './runs-folder.ts';

/** So many journals of the inventory are used, the newest ones (of three, the median leaves out the odd one), and so many are opened to find them. */
const MOST_USED = 3;
const MOST_OPENED = 20;
/** So much is read of all of them together, in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;
const TIMES = /"event":"(run_started|play_started|play_done|step_done|run_done)"/u;

/** What the newest journals of a project tell of how long things take on an inventory. Journals that cannot be read are passed over. */
export function readFormerRuns(projectFolder: string, inventory: string, playbook: string): FormerRuns {
  return atOnce(lookBack(projectFolder, inventory, playbook));
}

/** The same where there may be much of it: others get their turn meanwhile. */
export function readFormerRunsInTurns(projectFolder: string, inventory: string, playbook: string): Promise<FormerRuns> {
  return inTurns(lookBack(projectFolder, inventory, playbook));
}

function* lookBack(projectFolder: string, inventory: string, playbook: string): Generator<undefined, FormerRuns> {
  const names = runNames(projectFolder).toReversed().slice(0, MOST_OPENED);
  const steps: FormerStep[] = [];
  let last: PlannedDuration['last'];
  let used = 0;
  let leftBytes = MOST_BYTES;
  for (const name of names) {
    if (used === MOST_USED || leftBytes <= 0) break;
    const run = yield* readRun(
      journalFile(projectFolder, name),
      leftBytes,
      ({ verb, undoOf, ...start }) => start.inventory === inventory && verb === 'apply' && undoOf === undefined,
    );
    leftBytes -= run.readBytes;
    if (run.start === undefined) continue;
    used += 1;
    for (const step of run.steps) steps.push(step);
    if (run.start.playbook === playbook) last ??= wholeRun(run.start.run, run);
    yield undefined;
  }
  return { steps, ...(last === undefined ? {} : { last }) };
}

type RunStarted = Extract<RunEvent, { event: 'run_started' }>;

/** What is kept of a journal while it is read: of thousands of hosts its events would fill the memory. */
interface FormerRun {
  readonly readBytes: number;
  /** How it began; undefined when it is not wanted. */
  readonly start: RunStarted | undefined;
  readonly steps: readonly FormerStep[];
  readonly end: RunEvent | undefined;
  /** Of all plays together, in milliseconds. */
  readonly playsMs: number;
  readonly playsOpen: number;
}

function* readRun(file: string, mostBytes: number, isWanted: (start: RunStarted) => boolean): Generator<undefined, FormerRun> {
  const steps: FormerStep[] = [];
  let start: RunStarted | undefined;
  let end: RunEvent | undefined;
  let [playsMs, playsOpen] = [0, 0];
  const lines = journalLines(file, TIMES, mostBytes);
  for (;;) {
    const { done, value } = lines.next();
    if (done === true) return { readBytes: value, start, steps, end, playsMs, playsOpen };
    yield* inSlices(value, (line) => {
      const event = readEvent(line);
      if (event === undefined) return;
      end = event;
      if (event.event === 'run_started' && isWanted(event)) start ??= event;
      if (start === undefined) return;
      if (event.event === 'play_started') [playsMs, playsOpen] = [playsMs - Date.parse(event.at), playsOpen + 1];
      if (event.event === 'play_done') [playsMs, playsOpen] = [playsMs + Date.parse(event.at), playsOpen - 1];
      if (event.event === 'step_done' && event.status === 'changed' && event.durationMs >= 0)
        steps.push({ host: event.host, address: event.address, durationMs: event.durationMs });
    });
    yield undefined;
  }
}

/** A run that did all it had to; its time is that of its plays, so that nobody's thinking before them counts. */
function wholeRun(run: string, { end, playsMs, playsOpen }: FormerRun): PlannedDuration['last'] {
  if (end?.event !== 'run_done' || end.exitCode !== 0 || end.changed === 0) return undefined;
  return playsOpen === 0 && playsMs > 0 ? { run, durationMs: playsMs, changed: end.changed } : undefined;
}
