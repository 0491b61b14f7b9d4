import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../../src/core/event.ts';
import { readEvents } from '../../../src/report/journal-events.ts';
import type { LabProject } from './lab-project.ts';

/** The journals of a project's runs, in the order in which they were begun. */
export function journalsOf(project: LabProject): readonly (readonly RunEvent[])[] {
  const folder = join(project.folder, '.runbook', 'runs');
  const journals = readdirSync(folder).map((run) => readEvents(readFileSync(join(folder, run, 'journal.jsonl'), 'utf8')).events);
  return journals.toSorted((one, other) => ((one[0]?.at ?? '') < (other[0]?.at ?? '') ? -1 : 1));
}
