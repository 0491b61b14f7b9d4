import type { Layout } from '../diagnostic.ts';
import type { Clock } from '../wording.ts';
import type { Paint } from '../paint.ts';
import type { TextDiffs } from './diff-memory.ts';

/** How much of a plan is shown, and how. */
export interface PlanLayout extends Layout, Clock {
  /** Shows each field and the unified diff of each text. */
  readonly diff: boolean;
  /** Shows everything: no limit on diffs, every host by itself, tasks, outputs. */
  readonly verbose: boolean;
  /** SHA-256 (hex) of the packed plan (`plan-digest.ts`). */
  readonly digest?: string;
}

/** A plan layout with its paint. */
export interface PlanPen extends PlanLayout {
  readonly paint: Paint;
  readonly diffs: TextDiffs;
  /** After so many seconds a host takes a guarded step back by itself; `GUARD_SECONDS` when it is not said. */
  readonly guardSeconds?: number;
  /** The host whose block is written; a diff that another block has is only named then. */
  readonly host?: string;
}
