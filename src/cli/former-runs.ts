import { closeSync, openSync, readSync } from 'node:fs';
import type { RunEvent } from '../core/event.ts';
import type { FormerRuns, FormerStep } from '../core/plan-duration.ts';
import type { PlannedDuration } from '../core/plan.ts';
import { readEvents } from '../report/journal-events.ts';
import { journalFile, runNames } from './runs-folder.ts';

/** So many journals of the inventory are used, the newest ones, and so many are opened to find them. */
const MOST_USED = 5;
const MOST_OPENED = 20;
/** So much is read of all of them together, in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
/** Longer lines tell of plans and of contents, not of times. */
const LONGEST_LINE = 64 * 1024;
/** Of each line, so much is looked at to see which event it is, in bytes. */
const HEAD_BYTES = 200;
const TIMES = /"event":"(run_started|play_started|play_done|step_done|run_done)"/u;
const LINE_FEED = 10;

/** What the newest journals of a project tell of how long things take on an inventory. Journals that cannot be read are passed over. */
export function readFormerRuns(projectFolder: string, inventory: string, playbook: string): FormerRuns {
  const names = runNames(projectFolder).toReversed().slice(0, MOST_OPENED);
  const steps: FormerStep[] = [];
  let last: PlannedDuration['last'];
  let used = 0;
  let leftBytes = MOST_BYTES;
  for (const name of names) {
    if (used === MOST_USED || leftBytes <= 0) break;
    const journal = timesOf(journalFile(projectFolder, name), leftBytes);
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

/** The lines of a journal that tell of times. Plans, which are one line of many megabytes, are run over and not kept. */
function timesOf(file: string, mostBytes: number): { readonly text: string; readonly readBytes: number } {
  const kept: string[] = [];
  let readBytes = 0;
  let line: Buffer[] = [];
  let length = 0;
  const endLine = (): void => {
    const bytes = length <= LONGEST_LINE ? Buffer.concat(line) : Buffer.alloc(0);
    if (TIMES.test(bytes.toString('latin1', 0, HEAD_BYTES))) kept.push(bytes.toString('utf8'));
    line = [];
    length = 0;
  };
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= LONGEST_LINE) line.push(Buffer.from(piece));
  };
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const size = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      if (size === 0 || readBytes >= mostBytes) break;
      readBytes += size;
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at !== -1 && at < size; at = chunk.indexOf(LINE_FEED, from)) {
        take(chunk.subarray(from, at));
        endLine();
        from = at + 1;
      }
      take(chunk.subarray(from, size));
    }
  } catch {
    // A folder without a journal, or one that is not ours to read.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  return { text: kept.join('\n'), readBytes };
}
