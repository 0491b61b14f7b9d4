import type { Diagnostic } from './diagnostic.ts';
import type { Plan } from './plan.ts';
import type { SessionStats, StepStatus } from './session.ts';

/** Something that happened in a run: plain JSON, one object a line in `--format json` and in the journal. `at` is ISO 8601. */
export type RunEvent = { readonly at: string } & (
  | {
      readonly event: 'run_started';
      readonly run: string;
      readonly verb: string;
      /** Missing where no playbook is carried out: `exec`, `ssh`. */
      readonly playbook?: string;
      readonly inventory: string;
      readonly operator: string;
      /** The machine that it was started on, and the address from where the operator had come to it over SSH. */
      readonly from?: string;
      readonly ticket?: string;
      readonly reason?: string;
      /** The run that this one takes back. */
      readonly undoOf?: string;
      /** The run that this one goes on with. */
      readonly resumeOf?: string;
    }
  | { readonly event: 'host_connecting'; readonly host: string; readonly via: readonly string[] }
  | { readonly event: 'host_connected'; readonly host: string; readonly durationMs: number }
  | { readonly event: 'host_failed'; readonly host: string; readonly status: 'unreachable' | 'failed'; readonly diagnostic: Diagnostic }
  | { readonly event: 'host_planned'; readonly host: string; readonly steps: number; readonly unchanged: number }
  /** The plan is packed: long texts are named by their digests (`plan-pack.ts`). `digest` is that of the whole plan (`plan-digest.ts`). */
  | { readonly event: 'plan_ready'; readonly plan: Plan; readonly digest: string }
  | { readonly event: 'play_started'; readonly play: string; readonly hosts: readonly string[] }
  | {
      readonly event: 'batch_started';
      readonly play: string;
      readonly hosts: readonly string[];
      readonly number: number;
      readonly of: number;
    }
  | { readonly event: 'steps_sent'; readonly host: string; readonly addresses: readonly string[] }
  | { readonly event: 'step_started'; readonly host: string; readonly address: string; readonly task: string }
  /** A large content is on its way to the host: so many of its bytes are there. At most once a second, and only of what takes longer than two. */
  | {
      readonly event: 'step_progress';
      readonly host: string;
      readonly address: string;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | { readonly event: 'step_output'; readonly host: string; readonly address: string; readonly text: string }
  | {
      readonly event: 'step_done';
      readonly host: string;
      readonly address: string;
      readonly task: string;
      readonly status: StepStatus | 'blocked';
      readonly durationMs: number;
      readonly summary?: string;
      readonly diagnostic?: Diagnostic;
      /** How the host answered the requests of the guard before (when the plan does not say) and after; marks for steps that hold a secret. */
      readonly before?: readonly string[];
      readonly after?: readonly string[];
      /** True when the host keeps what is needed to take the step back. */
      readonly kept?: boolean;
      /** True of a guarded step that was confirmed over a new connection. */
      readonly confirmed?: true;
    }
  | { readonly event: 'host_done'; readonly host: string; readonly play: string; readonly status: 'ok' | 'failed' }
  | { readonly event: 'play_done'; readonly play: string; readonly failed: readonly string[]; readonly stopped: boolean }
  /** A command of `exec`, or with `ssh` a shell in a terminal: then there is no `command`. */
  | { readonly event: 'command_started'; readonly host: string; readonly account: string; readonly command?: string }
  /** `exitCode` is missing when nobody knows it: the link was cut. */
  | {
      readonly event: 'command_done';
      readonly host: string;
      readonly account: string;
      readonly command?: string;
      readonly exitCode?: number;
      readonly durationMs: number;
    }
  | { readonly event: 'stage_done'; readonly stage: number }
  | { readonly event: 'notice'; readonly text: string; readonly host?: string }
  | {
      readonly event: 'run_done';
      readonly exitCode: number;
      readonly durationMs: number;
      readonly changed: number;
      readonly hosts: readonly HostSummary[];
    }
  /** Where the journal ends, told just before the end of the run and not journaled: how many records it has, and the digest of the last (`journal-chain.ts`). */
  | { readonly event: 'journal_head'; readonly run: string; readonly records: number; readonly head: string }
);

/** Events with a list that may have thousands of entries: whatever is done with one of these, others get their turn between the entries. */
export type LongEvent = Extract<RunEvent, { readonly event: 'plan_ready' | 'run_done' }>;

/** One host's line of the summary. */
export interface HostSummary {
  readonly host: string;
  readonly status:
    | 'ok'
    | 'changed'
    | 'failed'
    | 'unreachable'
    | 'refused'
    | 'blocked'
    | 'timed_out'
    | 'rolled_back'
    | 'unknown'
    | 'not_run';
  readonly changed: number;
  readonly unchanged: number;
  readonly stats?: SessionStats;
  readonly diagnostics: readonly Diagnostic[];
}

/** An event without its time. */
export type Happening = RunEvent extends infer Event ? (Event extends RunEvent ? Omit<Event, 'at'> : never) : never;

/** Takes events as they happen. */
export type Emit = (event: RunEvent) => void;
