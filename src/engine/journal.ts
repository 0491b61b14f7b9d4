import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { RunEvent } from '../core/event.ts';

/** Name of a run: local time to the second and four random hex digits, so that names sort by time. */
export function newRunId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}-${randomBytes(2).toString('hex')}`;
}

/** Opens the journal of a run: `FOLDER/ID/journal.jsonl`, one event a line, readable by its owner only. */
export function openJournal(folder: string, runId: string): { readonly file: string; append(event: RunEvent): void } {
  const runFolder = join(folder, runId);
  mkdirSync(runFolder, { recursive: true, mode: 0o700 });
  const file = join(runFolder, 'journal.jsonl');
  return { file, append: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 }) };
}
