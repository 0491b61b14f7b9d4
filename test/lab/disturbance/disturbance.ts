import type { LabProject } from '../support/lab-project.ts';
import type { Task } from '../random/area.ts';

/** What becomes of a plan that is carried out after something happened. */
export type Outcome =
  /** The host refuses the step at this address, and the message has these words; the steps before it are done, those after it are not. */
  | { readonly refused: string; readonly moved: RegExp }
  /** Nothing is begun on any host: exit code and message code. */
  | { readonly notBegun: string; readonly exit: number; readonly says: RegExp }
  /** Everything is as the plan says afterwards. `already` are steps that somebody else had done. */
  | { readonly done: true; readonly already?: readonly string[]; readonly says?: RegExp };

/** Something that happens between plan and apply. */
export interface Disturbed {
  readonly title: string;
  readonly tasks: readonly Task[];
  /** Shell: what the host was like when the plan was made. */
  readonly before?: string;
  /** Shell that somebody runs as root of the host after the plan was made. */
  readonly script?: string;
  /** What happens to anything else: the lab, the project of the operator. */
  readonly happens?: (project: LabProject, planFile: string) => Promise<void> | void;
  /** More options of `plan`, and of `apply FILE`. */
  readonly planOptions?: () => readonly string[];
  readonly applyOptions?: readonly string[];
  readonly outcome: Outcome;
}
