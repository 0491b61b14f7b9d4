import { appendFileSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { RunEvent } from '../core/event.ts';

/** Name of a run: local time to the second and four random hex digits, so that names sort by time. */
export function newRunId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}-${randomBytes(2).toString('hex')}`;
}

/** Events that must be on the disk before anything else happens: what is about to be done, and what was done. */
const DURABLE: readonly RunEvent['event'][] = ['run_started', 'plan_ready', 'steps_sent', 'step_done', 'run_done'];

/** Opens the journal of a run: `FOLDER/ID/journal.jsonl`, one event a line, readable by its owner only. What was done is on the disk (fsync(2)) when it returns. */
export function openJournal(folder: string, runId: string): { readonly file: string; append(event: RunEvent): void } {
  const runFolder = join(folder, runId);
  mkdirSync(runFolder, { recursive: true, mode: 0o700 });
  const file = join(runFolder, 'journal.jsonl');
  const descriptor = openSync(file, 'a', 0o600);
  return {
    file,
    append: (event) => {
      appendFileSync(descriptor, `${JSON.stringify(event)}\n`);
      if (DURABLE.includes(event.event)) fsyncSync(descriptor);
    },
  };
}
