import type { Action } from './action.ts';
import type { LargeContent } from './large-content.ts';
import type { LockClaim } from './lock.ts';
import type { Identity } from './resource.ts';
import type { Request } from './request.ts';

/** A step that writes a text with `KEY_PLACE` (key-on-host.ts) in it, of which the host alone knows what it will be: the key is made in the same frame, in front of it. */
export interface KeyOnHost {
  /** Where the private key lies. It never leaves the host. */
  readonly path: string;
  /** The answers afterwards; in the place of the digest of what is written stands `KEY_PLACE`. */
  readonly after: readonly string[];
}

/** A step as it is sent to the host: every hole is filled. */
export interface ReadyStep {
  readonly id: string;
  readonly requests: readonly Request[];
  readonly before?: string;
  readonly after?: string;
  /** The answers whose digest `before` is, where the plan has them. */
  readonly seen?: readonly string[];
  readonly actions: readonly Action[];
  /** The host puts the public half of a key into what is written; `after` follows from it, and is not stated (see `withKey`). */
  readonly keyed?: KeyOnHost;
  /** Texts that files of the step have while the host answers as in `seen`, by path: what is written may be sent as a change of them. */
  readonly olds?: Readonly<Record<string, string>>;
  /** True when the value of a secret stands in it. */
  readonly isSecret?: boolean;
  /** What the host keeps before the actions run, and where in its undo store (`RUN/STEP`). */
  readonly keep?: { readonly at: string; readonly things: readonly string[] };
  /** Before the actions run the host is armed: it does `actions` by itself after so many seconds, unless it is disarmed by that name. */
  readonly arm?: { readonly name: string; readonly seconds: number; readonly actions: readonly Action[] };
  /** Bytes of the contents that were brought to the host for it; the actions name them by their digests, as packed plans do. */
  readonly broughtBytes?: number;
}

/** Why a host could not take a content: the last words of the command that failed. */
export interface NotBrought {
  readonly output: string;
}

/** How a step ended. */
export type StepStatus =
  /** Done, and it looks like AFTER. */
  | 'changed'
  /** It looked like AFTER before anything was done. */
  | 'already'
  /** The host looked like neither, or its first action would not have done what was planned (`refusal`); nothing of the step was done. */
  | 'refused'
  /** An action failed, or it does not look like AFTER when all was done. */
  | 'failed'
  /** The time limit passed and the command was ended. */
  | 'timed_out'
  /** The time limit passed and the command goes on. */
  | 'still_running'
  /** The host has taken it back by itself, because it was not confirmed. */
  | 'rolled_back'
  /** Nobody knows whether it stays: the host was not entered again, or could not take it back. */
  | 'unknown'
  /** Not begun, because an earlier step of the host did not succeed. */
  | 'not_begun';

/** What the host said of a step. */
export interface StepResult {
  readonly id: string;
  readonly status: StepStatus;
  /** The answers after the step (or, when refused, before it), in the order of the requests. */
  readonly answers: readonly string[];
  /** The answers before the step, in the order of the requests; only for a step that stated no BEFORE, and only when its actions began. */
  readonly before?: readonly string[];
  /** True when the host keeps what is needed to take the step back. */
  readonly kept?: boolean;
  /**
   * How the dead-man switch of the step stands: `armed` until it is confirmed; of a step that failed, whether the host took it back at once (`taken_back`), or
   * tried and failed (`not_taken_back`). `not_armed`: that failed, and nothing was done. Undefined: it has none.
   */
  readonly guard?: 'armed' | 'confirmed' | 'taken_back' | 'not_taken_back' | 'not_armed';
  /** What the host said of taking it back, when something of that failed; else why it was not confirmed. */
  readonly guardOutput?: string;
  /** The public half that the host has put into what a `keyed` step writes. */
  readonly key?: string;
  /** Index of the action that failed. */
  readonly failedAction?: number;
  /** Exit code of that action. */
  readonly exitCode?: number;
  /** Last output of that action, at most a few KiB. */
  readonly output?: string;
  readonly durationMs: number;
}

/** What a step reports while it runs. */
export type StepProgress =
  | { readonly kind: 'begin'; readonly id: string }
  /** From now on the host takes the step back by itself unless it is disarmed. */
  | { readonly kind: 'armed'; readonly id: string }
  | { readonly kind: 'output'; readonly id: string; readonly text: string }
  | { readonly kind: 'end'; readonly result: StepResult };

/** Counts of one host's connection. */
export interface SessionStats {
  readonly connections: number;
  readonly authentications: number;
  /** Flights of frames that were sent: frames of one turn of the event loop travel together. The handshake is not counted. */
  readonly roundTrips: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** An open way to one host: reads and writes. The planner is given only `ask`. */
export interface Session {
  readonly host: string;
  /** Answers of the requests, in order, in one round trip. Rejects with a RunbookError when the host cannot answer. */
  ask(requests: readonly Request[], identity: Identity): Promise<readonly string[]>;
  /**
   * Runs the steps in order, until one does not succeed. Each step's guard is checked by the host itself. Resolves with one result a step.
   * Rejects with a RunbookError only when the link or the shell is lost; results that came before are reported through `onProgress`. `logLine` goes to the
   * host's own log before the first step; there may be none besides it. With a
   * `claim` they are done only under the lock of the host, which is taken or renewed before the first of them; steps that the lock keeps from beginning are `not_begun`.
   */
  execute(
    steps: readonly ReadyStep[],
    identity: Identity,
    onProgress: (progress: StepProgress) => void,
    logLine?: string,
    claim?: LockClaim,
  ): Promise<readonly StepResult[]>;
  /**
   * Brings a content to the host, into a folder that only the account can enter, for a step that writes it; `onProgress` is told how many of its bytes are
   * there. What an earlier run brought is not sent again, and the host has compared the digest of the whole when this resolves. Rejects with a RunbookError
   * when the link is lost.
   */
  bring(content: LargeContent, identity: Identity, onProgress: (doneBytes: number) => void): Promise<NotBrought | undefined>;
  /** Runs one command and gives its output whole; for values made on demand and for `runbook exec`. */
  run(argv: readonly string[], identity: Identity, timeoutMs: number): Promise<{ readonly exitCode: number; readonly output: string }>;
  stats(): SessionStats;
  close(): Promise<void>;
}

/** A session over connections that were made for it alone: that it stands shows that the host can be entered. */
export interface FreshSession extends Session {
  /**
   * Confirms a guarded step, so that the host does not take it back, or learns that it was faster. `look` changes nothing; `forget`
   * lets a host forget that it has taken it back. Rejects with a RunbookError when the link is lost.
   */
  disarm(name: string, identity: Identity, how: 'confirm' | 'look' | 'forget'): Promise<Disarmed>;
}

/** What became of a guarded step. */
export interface Disarmed {
  /**
   * `confirmed`: it stays. `armed`: its time is not over. `fired`: the host has taken it back. `failed`: it tried, and something of it failed. `firing`: it is at it. `absent`: it knows nothing of
   * such a step.
   */
  readonly state: 'confirmed' | 'armed' | 'fired' | 'failed' | 'firing' | 'absent';
  /** What the commands said that failed. */
  readonly output: string;
}

/** Opens sessions. One instance serves a whole run and shares the connections to bastions. */
export interface Transport {
  /**
   * Begins to enter a host; what is asked of the session meanwhile travels with the login. `onEntered` is called when the login succeeded. When it does not,
   * it rejects, or what is asked is rejected, with a RunbookError that names the hop, and why.
   */
  open(host: string, onEntered: () => void): Promise<Session>;
  /**
   * Enters a host over connections of its own, from the first hop on, and through it those `behind`: no connection that stands is used. Closing the session ends them. Rejects with a RunbookError when a
   * hop cannot be reached or entered.
   */
  openAnew(host: string, behind: readonly string[]): Promise<FreshSession>;
  /** Ends the connection to a host and all that lead through it: it gives no sign any more. */
  forget(host: string): void;
  close(): Promise<void>;
}
