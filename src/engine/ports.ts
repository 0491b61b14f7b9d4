import type { Content } from '../core/action.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Emit } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import type { LargeContent } from '../core/large-content.ts';
import type { FormerQuestions } from '../core/question.ts';
import type { HostIdentity, PlannedFlow, PlannedPlay, PlanOrigin, StoredFile } from '../core/plan.ts';
import type { TimeWindow } from '../core/time-window.ts';
import type { Identity, Resource } from '../core/resource.ts';
import type { Transport } from '../core/session.ts';
import type { Stopwatch } from './guarded-step.ts';

/** What a task became for one host. `play` is an index into the plays of the order. */
export type Expanded =
  | { readonly play: number; readonly resource: Resource }
  | { readonly play: number; readonly deferred: { readonly task: string; readonly until: string } };

/** What all tasks became, by host in written order. */
export interface Expansion {
  readonly hosts: ReadonlyMap<string, readonly Expanded[]>;
  /** Large files that resources name by their digests, by digest. */
  readonly stored?: ReadonlyMap<string, StoredFile>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Value that a resource of a host yields, when it is known. */
export type KnownOutputs = (host: string, address: string, output: string) => string | undefined;

/** A host of the order. */
export interface OrderedHost {
  readonly name: string;
  readonly zone: string;
  readonly via: readonly string[];
  readonly address: string;
  readonly groups: readonly string[];
}

/** What is to be planned. */
export interface Order {
  readonly playbook: string;
  readonly inventory: string;
  /** Every host that may be contacted, those that are only read included. */
  readonly hosts: readonly OrderedHost[];
  /** Names of the hosts that are to be changed. */
  readonly scope: readonly string[];
  /** The flows of the inventory that begin or end at a host of the scope. */
  readonly flows: readonly PlannedFlow[];
  /** How many hosts each zone and group of the inventory has, by name. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly plays: readonly PlannedPlay[];
  /** Hosts worked on at once. */
  readonly forks: number;
  /** Hosts of a zone worked on at once, by zone. */
  readonly concurrency?: Readonly<Record<string, number>>;
  readonly origin: PlanOrigin;
  readonly identities: Readonly<Record<string, HostIdentity>>;
  /** ISO 8601 time after which the plan is not to be carried out. */
  readonly validUntil?: string;
  /** See `Plan.guardSeconds`. */
  readonly guardSeconds?: number;
}

/** Turns what was written into resources, with what is known. */
export type Expand = (facts: ReadonlyMap<string, Facts>, outputs: KnownOutputs) => Expansion | Promise<Expansion>;

/** How the engine reaches what it does not know. */
export interface EnginePorts {
  readonly transport: Transport;
  /** Gives what turns what was written into resources. It is called again when more is known, and holds on to what stays: of thousands of hosts that is much. */
  expander(): Expand;
  /** The account under which a host is asked for its facts. */
  identityOf(host: string): Identity;
  /** The accounts by which a host is entered: the login's, and the one that is become. Absent: nobody knows. */
  accountsOf?(host: string): readonly string[];
  /** Value of a secret of the inventory. */
  secret(name: string): Promise<string>;
  /** Tells of a secret that was made during the run, so that it is masked from now on. */
  learnSecret(name: string, value: string): void;
  /**
   * The mark of a text: a keyed digest by which two texts can be told apart, and from which nobody without the key of the site can guess a weak one.
   */
  mark(text: string): string;
  /** The bytes of a content of the plan that a file of the project's tree has. Throws a RunbookError when the file is not what it was. */
  fileContent(digest: string, stored: StoredFile): Content;
  /** The same of a large one, to be read piece by piece. Rejects with a RunbookError when the file is not what it was. */
  openContent(digest: string, stored: StoredFile): Promise<LargeContent>;
  /** What is asked together with the facts, because the last run asked it. Absent: nothing. */
  readonly formerQuestions?: FormerQuestions;
  /** Name of this run; what the host keeps for an undo is kept under it. */
  readonly run: string;
  /** Exit code that a failure stands for, by its code. */
  exitCodeOf(failure: Diagnostic): number;
  /** A line for the host's own log, to go with the first steps that it is sent; undefined when it was told already. Absent: hosts are told nothing. */
  logLine?(host: string, identity: Identity): string | undefined;
  /** Whose run it is, for those who find its locks, and what fires when steps that were sent are to stop. Absent: no locks are taken. */
  readonly lock?: { readonly owner: string; readonly stop: AbortSignal };
  /** The time in which guarded steps are confirmed; absent: that of this machine. */
  readonly stopwatch?: Stopwatch;
  /** When steps may be begun. Absent: always. */
  readonly window?: TimeWindow;
  readonly emit: Emit;
  /** Resolves when all that was emitted so far is where it outlasts this machine's fall; rejects with RB6085 when it never will be. Absent: nothing is kept. */
  recorded?(): Promise<void>;
  now(): Date;
}
