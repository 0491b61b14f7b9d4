import type { RunEvent } from '../core/event.ts';
import type { FormerRuns, FormerStep } from '../core/plan-duration.ts';
import type { PlannedDuration } from '../core/plan.ts';
import { readEvents } from '../report/journal-events.ts';
import { readJournalLines } from './journal-lines.ts';
import { journalFile, runNames } from './runs-folder.ts';

/** So many journals of the inventory are used, the newest ones, and so many are opened to find them. */
const MOST_USED = 5;
const MOST_OPENED = 20;
/** So much is read of all of them together, in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;
const TIMES = /"event":"(run_started|play_started|play_done|step_done|run_done)"/u;

/** What the newest journals of a project tell of how long things take on an inventory. Journals that cannot be read are passed over. */
export function readFormerRuns(projectFolder: string, inventory: string, playbook: string): FormerRuns {
  const names = runNames(projectFolder).toReversed().slice(0, MOST_OPENED);
  const steps: FormerStep[] = [];
  let last: PlannedDuration['last'];
  let used = 0;
  let leftBytes = MOST_BYTES;
  for (const name of names) {
    if (used === MOST_USED || leftBytes <= 0) break;
    const journal = readJournalLines(journalFile(projectFolder, name), TIMES, leftBytes);
    leftBytes -= journal.readBytes;
    const { events } = readEvents(journal.text);
    const start = events.find((event) => event.event === 'run_started');
    if (start?.inventory !== inventory || start.verb !== 'apply' || start.undoOf !== undefined) continue;
    used += 1;
    for (const event of events) if (event.event === 'step_done' && event.status === 'changed' && event.durationMs >= 0) steps.push(event);
    if (start.playbook === playbook) last ??= wholeRun(start.run, events);
  }
  return { steps: steps.map(({ host, address, durationMs }) => ({ host, address, durationMs })), ...(last === undefined ? {} : { last }) };
}

/** A run that did all it had to; its time is that of its plays, so that nobody's thinking before them counts. */
function wholeRun(run: string, events: readonly RunEvent[]): PlannedDuration['last'] {
  const end = events.at(-1);
  if (end?.event !== 'run_done' || end.exitCode !== 0 || end.changed === 0) return undefined;
  const sum = (kind: RunEvent['event']): number =>
    events.filter((event) => event.event === kind).reduce((total, event) => total + Date.parse(event.at), 0);
  const count = (kind: RunEvent['event']): number => events.filter((event) => event.event === kind).length;
  const durationMs = sum('play_done') - sum('play_started');
  if (count('play_started') !== count('play_done') || !(durationMs > 0)) return undefined;
  return { run, durationMs, changed: end.changed };
}
