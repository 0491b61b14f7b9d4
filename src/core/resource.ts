import type { Action } from './action.ts';
import type { Change, FieldChange } from './change.ts';
import type { Source } from './diagnostic.ts';
import type { Footprint } from './footprint.ts';
import type { JsonObject } from './json.ts';
import type { Request } from './request.ts';

/** Reads a host, or the predicted world of a plan. It has no way to write. */
export interface Probe {
  /**
   * The raw answer. Questions asked in one turn of the event loop, from all resources of the host, travel together. While planning, an answer
   * that an earlier step makes unpredictable is an unknown text (see `hole.ts`).
   */
  ask(request: Request): Promise<string>;
}

/** What marks a step in a plan. */
export type Label =
  /** Can be undone from what the host keeps. */
  | 'reversible'
  /** Could cut the path by which the host is reached. */
  | 'guarded'
  /** Interrupts a service or takes long. */
  | 'disruptive'
  /** Cannot be taken back without loss. */
  | 'point_of_no_return'
  /** Runs a command of which nobody can say beforehand what it does. */
  | 'opaque';

/** The answer that a request will have after the step. */
export interface Prediction {
  readonly request: Request;
  /** May contain holes. */
  readonly answer: string;
}

/** How a change is made, and what the world looks like afterwards. */
export interface Convergence {
  readonly actions: readonly Action[];
  /** Answers that are known beforehand. Other answers within the footprint become unknown until the step has run. */
  readonly predictions: readonly Prediction[];
  /**
   * Things that the step's programs may bring into being besides (a package's files and units). What exists already is not expected to
   * change; what is absent becomes unknown.
   */
  readonly mayCreate?: Footprint;
  /**
   * What a file holds afterwards, where the host edits it itself and a secret is in it: compared with what is there, by digest, and stored nowhere. So a step
   * that would change nothing is none.
   */
  readonly becomes?: readonly { readonly path: string; readonly text: string }[];
  /** What the change touches beside the footprint of the resource (the packages that a package brings). */
  readonly footprint?: Footprint;
  /** Fields that change beside those that were compared: only to be shown. */
  readonly fields?: readonly FieldChange[];
  /** Added to the labels of the resource. */
  readonly labels?: readonly Label[];
  /** One line for the approver: what happens (`live 0 → 1, kept in /etc/sysctl.d/…`). */
  readonly summary?: string;
  /**
   * What takes the step back: mostly `restore` of things that the host keeps before the actions run. Undefined when it cannot be undone. A step with it is
   * labelled `reversible`.
   */
  readonly undo?: readonly Action[];
  /** Plain sentence of what an undo would lose. */
  readonly warning?: string;
  /** Text before and after, for a unified diff. `before` undefined: not there or not known. */
  readonly texts?: readonly TextChange[];
}

/** A text that changes. */
export interface TextChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  /** Said instead of a diff: `binary`, `over 64 KiB`, `cannot be read before package:haproxy`. */
  readonly unseen?: string;
}

/** A value that a resource yields to others, read by a request in the same reply as its step. */
export interface Output {
  readonly request: Request;
  /** Regular expression source that the whole trimmed value must match. */
  readonly pattern: string;
}

/** A value that is made only when a consumer is about to run: a join token. Always secret, never stored. */
export interface Demand {
  readonly argv: readonly string[];
  readonly pattern: string;
  readonly timeoutMs: number;
}

/** The account under which steps run: the one that logged in, or the one become. */
export type Identity = 'login' | { readonly become: string; readonly method: 'sudo' | 'su' };

/** An account as records name it: `login`, or `root by sudo`. */
export function accountName(identity: Identity): string {
  return identity === 'login' ? 'login' : `${identity.become} by ${identity.method}`;
}

/** What a task becomes for one host: a thing with a desired state. */
export interface Resource {
  /** `type:key`, unique on its host. */
  readonly address: string;
  readonly type: string;
  /** Name of the task it comes from. */
  readonly task: string;
  readonly source?: Source;
  readonly identity: Identity;
  readonly footprint: Footprint;
  /** Labels that every step of it has. */
  readonly labels: readonly Label[];
  /** Fields that are wanted; values may contain holes. */
  readonly desired: JsonObject;
  /** Values it yields, by name. */
  readonly outputs: Readonly<Record<string, Output>>;
  readonly demands: Readonly<Record<string, Demand>>;
  /** True: several hosts have this very object, so that what is worked out of it is worth remembering. */
  readonly isShared?: true;
  /** Reads the state as plain JSON. */
  observe(probe: Probe): Promise<JsonObject>;
  /** What to do about a change. Pure. */
  converge(change: Change, observed: JsonObject): Convergence;
}
