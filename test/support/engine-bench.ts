import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { RunEvent } from '../../src/core/event.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { LargeContent } from '../../src/core/large-content.ts';
import type { Plan, PlannedPlay, StoredFile } from '../../src/core/plan.ts';
import type { Session } from '../../src/core/session.ts';
import { executePlan, type Outcome } from '../../src/engine/execute-plan.ts';
import { makePlan } from '../../src/engine/make-plan.ts';
import type { EnginePorts, Expanded, KnownOutputs, Order } from '../../src/engine/ports.ts';
import { createSessionPool, type SessionPool } from '../../src/engine/session-pool.ts';
import type { Resource } from '../../src/core/resource.ts';
import { exitCodeOf } from '../../src/cli/exit.ts';
import { fakeTransport } from './fake-host.ts';
import { testMark } from './no-secrets.ts';
import { RunbookError } from '../../src/core/diagnostic.ts';

/** What each task became for the hosts, given what is known. */
export type Items = (outputs: KnownOutputs, facts: ReadonlyMap<string, Facts>) => Readonly<Record<string, readonly Expanded[]>>;

/** What a bench is made of. Hosts without a session cannot be reached. */
export interface BenchOptions {
  readonly sessions: readonly Session[];
  readonly items: Items;
  /** Default: one play with all hosts in one batch. */
  readonly plays?: readonly PlannedPlay[];
  /** Default: every host that has a session. */
  readonly scope?: readonly string[];
  /** Names of all hosts; default: those with a session. */
  readonly hosts?: readonly string[];
  readonly forks?: number;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly warnings?: readonly Diagnostic[];
  /** Large files of roles, by digest. */
  readonly stored?: ReadonlyMap<string, StoredFile>;
  readonly largeContent?: (digest: string, sizeBytes: number) => LargeContent;
}

/** The engine with hosts in memory around it. */
export interface Bench {
  readonly ports: EnginePorts;
  readonly pool: SessionPool;
  readonly order: Order;
  readonly events: RunEvent[];
  /** Secrets that were learned while running, by name. */
  readonly learned: Map<string, string>;
  plan(stage?: number): Promise<Plan>;
  apply(plan: Plan, isStopping?: () => boolean): Promise<Outcome>;
  /** Events of one kind. */
  of<Name extends RunEvent['event']>(name: Name): readonly Extract<RunEvent, { event: Name }>[];
}

/** Puts the engine together over sessions in memory. */
export function createBench(options: BenchOptions): Bench {
  const events: RunEvent[] = [];
  const learned = new Map<string, string>();
  const names = options.hosts ?? options.sessions.map((one) => one.host);
  const scope = options.scope ?? names;
  let clockMs = Date.UTC(2026, 2, 2);
  const now = (): Date => new Date((clockMs += 10));
  const ports: EnginePorts = {
    transport: fakeTransport(options.sessions),
    expander: () => (facts, outputs) => ({
      hosts: new Map(Object.entries(options.items(outputs, facts))),
      diagnostics: options.warnings ?? [],
      stored: options.stored ?? new Map(),
    }),
    identityOf: () => 'login',
    secret: (name) => Promise.resolve(options.secrets?.[name] ?? ''),
    learnSecret: (name, value) => learned.set(name, value),
    exitCodeOf: (failure) => exitCodeOf([failure]),
    mark: testMark,
    run: 'run-1',
    fileContent: () => ({ text: '' }),
    openContent: (digest, { sizeBytes }) => Promise.resolve(options.largeContent?.(digest, sizeBytes) ?? noContent(digest)),
    lock: { owner: 'kim on desk', stop: new AbortController().signal },
    emit: (event) => events.push(event),
    now,
  };
  const pool = createSessionPool(ports.transport, ports.emit, now, () => []);
  const order: Order = {
    playbook: 'playbooks/site.yml',
    inventory: 'site',
    hosts: names.map((name) => ({ name, zone: 'dmz', via: [], address: '198.18.10.11', groups: [] })),
    scope,
    flows: [],
    sizes: {},
    plays: options.plays ?? [{ name: 'Everything', batches: [scope] }],
    forks: options.forks ?? 50,
    origin: { operator: 'kim', version: '0.1.0', files: {}, marks: {}, options: {} },
    identities: {},
  };
  return {
    ports,
    pool,
    order,
    events,
    learned,
    plan: (stage = 1) => makePlan(order, stage, ports, pool),
    apply: (plan, isStopping = () => false) => executePlan(plan, ports, pool, isStopping),
    of: (name) => events.filter((event) => hasName(event, name)),
  };
}

function noContent(digest: string): never {
  throw new Error(`the bench has no content ${digest}`);
}

function hasName<Name extends RunEvent['event']>(event: RunEvent, name: Name): event is Extract<RunEvent, { event: Name }> {
  return event.event === name;
}

/** Resources of one play. */
export function inPlay(play: number, ...resources: readonly Resource[]): readonly Expanded[] {
  return resources.map((resource) => ({ play, resource }));
}

/** The diagnostics with which planning or running ends. */
export async function diagnosticsOf(work: Promise<unknown>): Promise<readonly Diagnostic[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (error instanceof RunbookError) return error.diagnostics;
    throw error;
  }
}
