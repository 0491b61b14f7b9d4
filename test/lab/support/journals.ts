import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../../src/core/event.ts';
import { readEvents } from '../../../src/report/journal-events.ts';
import type { LabProject } from './lab-project.ts';

/** The journals of a project's runs, in the order in which they were begun. A run that begins has its folder a moment before its journal. */
export function journalsOf(project: LabProject): readonly (readonly RunEvent[])[] {
  const folder = join(project.folder, '.runbook', 'runs');
  const files = readdirSync(folder).map((run) => join(folder, run, 'journal.jsonl'));
  const journals = files.filter((file) => existsSync(file)).map((file) => readEvents(readFileSync(file, 'utf8')).events);
  return journals.toSorted((one, other) => ((one[0]?.at ?? '') < (other[0]?.at ?? '') ? -1 : 1));
}
