import type { Action, Content } from './action.ts';
import type { Change } from './change.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Footprint } from './footprint.ts';
import type { Identity, Label, Output, TextChange } from './resource.ts';
import type { Request } from './request.ts';

/**
 * What the host checks before and after a step: the requests, and the SHA-256 (hex) of their answers in order (`answersDigest`).
 */
export interface Guard {
  readonly requests: readonly Request[];
  /** Undefined when it depends on an earlier step: then it is taken at run time. */
  readonly before?: string;
  /** Undefined when the answers cannot be told beforehand. */
  readonly after?: string;
  /** Answers with holes from which the executor makes `after` when the holes are filled. */
  readonly afterAnswers?: readonly string[];
  /** What was seen when the plan was made, by request, to explain a mismatch. */
  readonly seen?: readonly string[];
}

/** A guarded change of one host. */
export interface Step {
  /** `HOST ADDRESS`, unique in the plan. */
  readonly id: string;
  readonly host: string;
  readonly address: string;
  /** Name of the task. */
  readonly task: string;
  /** Index into `Plan.plays`. */
  readonly play: number;
  readonly change: Change;
  readonly guard: Guard;
  readonly actions: readonly Action[];
  readonly identity: Identity;
  readonly labels: readonly Label[];
  readonly footprint: Footprint;
  /** Values that later steps wait for, by name. */
  readonly outputs: Readonly<Record<string, Output>>;
  readonly summary?: string;
  readonly warning?: string;
  readonly texts?: readonly TextChange[];
}

/** A host as the plan sees it. */
export interface PlannedHost {
  readonly name: string;
  readonly zone: string;
  readonly via: readonly string[];
  readonly address: string;
  /** Resources that are already as they should be. */
  readonly unchanged: number;
  /** Why nothing is planned for it: not reached, not entered, or a mistake. */
  readonly failure?: Diagnostic;
  /** True when it is only read, for a value that another host needs. */
  readonly readOnly?: boolean;
}

/** Some hosts worked on together. Batches of a play run one after the other. */
export interface PlannedPlay {
  readonly name: string;
  /** Host names of each batch. */
  readonly batches: readonly (readonly string[])[];
  /** Failed, unreachable and timed-out hosts that the play survives; undefined is no budget. */
  readonly maxFailures?: number;
}

/** Where planning had to end because something decides what is to be done and is not known yet. */
export interface StageEnd {
  readonly host: string;
  readonly task: string;
  /** Address of the step that brings the answer. */
  readonly until: string;
}

/** A value made on one host when a step of another is about to run. */
export interface PlannedDemand {
  readonly host: string;
  readonly address: string;
  readonly output: string;
  readonly argv: readonly string[];
  readonly pattern: string;
  readonly timeoutMs: number;
  readonly identity: Identity;
}

/** What will be done, as data: pure JSON, without a secret in it. */
export interface Plan {
  readonly format: 'runbook.plan/1';
  readonly playbook: string;
  readonly inventory: string;
  /** ISO 8601 time. */
  readonly createdAt: string;
  /** First stage is 1. */
  readonly stage: number;
  /** Empty when the plan is whole. */
  readonly stageEnds: readonly StageEnd[];
  readonly hosts: readonly PlannedHost[];
  readonly plays: readonly PlannedPlay[];
  /** Hosts worked on at once. */
  readonly forks: number;
  /** Hosts of a zone worked on at once, by zone, where the inventory states it. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** In the order of plays, and within a host in written order. */
  readonly steps: readonly Step[];
  readonly demands: readonly PlannedDemand[];
  /** Contents by id, for the digests that are known only when holes are filled. */
  readonly contents: Readonly<Record<string, Content>>;
  readonly warnings: readonly Diagnostic[];
}
