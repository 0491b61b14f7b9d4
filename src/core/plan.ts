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
  /** In the place of `before` and `seen` where they could give a weak secret away: the mark of each answer, by request (`EnginePorts.mark`). */
  readonly marks?: readonly string[];
  /** In the place of `after` where the plan does not hold what the answers tell of, and they could give a weak secret away. Beside `marks` only. */
  readonly marksAfter?: readonly string[];
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
  /** What takes it back; the host keeps what its `restore` actions name before the actions run. Undefined: it cannot be undone. */
  readonly undo?: readonly Action[];
  /** True when answers about it could give a secret away: plans and journals hold their marks. */
  readonly secret?: true;
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
  /** Every group that it belongs to, in written order. */
  readonly groups: readonly string[];
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

/** One side of an allowed flow. */
export interface FlowEnd {
  /** Zones, groups, hosts and services as the inventory names them. */
  readonly names: readonly string[];
  /** The hosts that these names stood for, in the order of the inventory. */
  readonly hosts: readonly string[];
}

/** An allowed direction of traffic, so that the plan tells by itself what passes over the hosts that it changes. */
export interface PlannedFlow {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  /** `80/tcp`, `2379-2380/tcp`. */
  readonly ports: readonly string[];
  /** Name of the tunnel interface that carries it; undefined is the plain network. */
  readonly over?: string;
  readonly purpose: string;
  /** The client's approval number. */
  readonly ticket?: string;
}

/** What former runs on this inventory tell of the time that a plan takes. */
export interface PlannedDuration {
  /** Of the steps that former runs tell of, done as the plan schedules them, in milliseconds. */
  readonly estimateMs: number;
  /** How many steps these are. Of the others nothing is known. */
  readonly steps: number;
  /** The newest run of this playbook that came to its end and changed something. */
  readonly last?: { readonly run: string; readonly durationMs: number; readonly changed: number };
}

/** By what a host is known to be itself. A plan is not carried out on others. */
export interface HostIdentity {
  readonly address: string;
  readonly port: number;
  readonly via: readonly string[];
  /** Fingerprints (`SHA256:…`) of the host keys that were trusted when the plan was made, sorted. Empty for this machine itself. */
  readonly hostKeys: readonly string[];
}

/** Who made a plan, with what, and from what. */
export interface PlanOrigin {
  readonly operator: string;
  /** Version of the program. */
  readonly version: string;
  /** SHA-256 (hex) of each file that was read, by its path below the project's folder (absolute for what lies outside). */
  readonly files: Readonly<Record<string, string>>;
  /** Marks of secrets, and of variables from the command line, by name: to see that one changed, and no more. */
  readonly marks: Readonly<Record<string, string>>;
  /** Options that decided what was planned (`limit`, `become`), as they were written. */
  readonly options: Readonly<Record<string, string>>;
}

/** A content that a file of the project's tree has. */
export interface StoredFile {
  /** Path below the project's folder. */
  readonly file: string;
  readonly sizeBytes: number;
}

/** A content of a plan: as it stands, or the file of the project's tree that has it. */
export type StoredContent = Content | StoredFile;

/** What will be done, as data: pure JSON, without a secret in it. */
export interface Plan {
  readonly format: 'runbook.plan/1';
  /** Name of the run that it takes back. Undefined: it brings the hosts to the declared state. */
  readonly undoOf?: string;
  readonly playbook: string;
  readonly inventory: string;
  /** ISO 8601 time. */
  readonly createdAt: string;
  /** ISO 8601 time after which it is not to be carried out. */
  readonly validUntil?: string;
  readonly origin: PlanOrigin;
  /** Of every host that is contacted, and of the hosts on the way to it. */
  readonly identities: Readonly<Record<string, HostIdentity>>;
  /** First stage is 1. */
  readonly stage: number;
  /** Empty when the plan is whole. */
  readonly stageEnds: readonly StageEnd[];
  readonly hosts: readonly PlannedHost[];
  /** The flows of the inventory that begin or end at a host of the plan. */
  readonly flows: readonly PlannedFlow[];
  /** How many hosts each zone and group of the inventory has, by name, so that a plan for some of them tells of how many. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Undefined when there was no former run to judge from. */
  readonly duration?: PlannedDuration;
  readonly plays: readonly PlannedPlay[];
  /** Hosts worked on at once. */
  readonly forks: number;
  /** Hosts of a zone worked on at once, by zone, where the inventory states it. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** After so many seconds a host takes a guarded step back by itself; `GUARD_SECONDS` when the inventory says nothing. */
  readonly guardSeconds?: number;
  /** In the order of plays, and within a host in written order. */
  readonly steps: readonly Step[];
  readonly demands: readonly PlannedDemand[];
  /** Contents by their SHA-256 (hex): those whose digest is known only when holes are filled, and in a packed plan (`plan-pack.ts`) all long texts. */
  readonly contents: Readonly<Record<string, StoredContent>>;
  readonly warnings: readonly Diagnostic[];
  /** Armored SSH signatures of the plan's digest (`plan-digest.ts`). They are no part of what is signed. */
  readonly signatures?: readonly string[];
}
