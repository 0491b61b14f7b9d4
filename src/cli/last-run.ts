import { readFileSync } from 'node:fs';
import { readEvents } from '../report/journal-events.ts';
import { journalFile, runNames } from './runs-folder.ts';

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
  const newest = runNames(project).at(-1);
  if (newest === undefined) return undefined;
  const { events } = readEvents(readFileSync(journalFile(project, newest), 'utf8'));
  const end = events.at(-1);
  if (end?.event !== 'run_done') return undefined;
  const steps = events.flatMap((one) => (one.event === 'step_done' && one.status === 'changed' ? [one] : []));
  return { changed: end.changed, steps };
}
