import type { RunEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import type { Layout } from './diagnostic.ts';
import type { Clock } from './wording.ts';

/** Shows a run while it happens. Events come already redacted. */
export interface Reporter {
  onEvent(event: RunEvent): void;
  /** Resolves when all that was told so far is shown. Where there is none, it is shown at once. */
  shown?(): Promise<void>;
  /** Resolves when all that was told so far is shown and the screen is at rest: to be awaited before a question is asked. */
  settle(): Promise<void>;
  /** Shows what is left and puts the terminal back as it was. */
  close(): Promise<void>;
}

/** Takes text to the reader. */
export type Write = (text: string) => void;

/** What every reporter for people needs to know. */
export interface ReporterOptions extends Layout, Clock {
  /** The text of a plan, given with its digest, when it is ready; undefined shows only its counts. */
  readonly showPlan?: (plan: Plan, digest: string) => string;
  /** Shows the table of connections and round trips at the end. */
  readonly stats: boolean;
  /** Processes started on each host during the run, by host, where something counts them. */
  readonly forks?: () => Readonly<Record<string, number>>;
}
