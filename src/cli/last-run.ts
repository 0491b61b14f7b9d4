import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvents } from '../report/journal-events.ts';

/** What the newest run of a project says of itself in its journal. */
export interface LastRun {
  /** Number of steps that changed something. */
  readonly changed: number;
  readonly steps: readonly ChangedStep[];
}

/** A step that changed something. */
export interface ChangedStep {
  readonly host: string;
  readonly address: string;
  /** Name of the task that it comes from. */
  readonly task: string;
}

/** Reads the newest journal; undefined when there is none, or when the run did not come to its end. */
export function lastRun(project: string): LastRun | undefined {
  const folder = join(project, '.runbook', 'runs');
  const newest = existsSync(folder) ? readdirSync(folder).sort().at(-1) : undefined;
  if (newest === undefined) return undefined;
  const { events } = readEvents(readFileSync(join(folder, newest, 'journal.jsonl'), 'utf8'));
  const end = events.at(-1);
  if (end?.event !== 'run_done') return undefined;
  const steps = events.flatMap((one) => (one.event === 'step_done' && one.status === 'changed' ? [one] : []));
  return { changed: end.changed, steps };
}
