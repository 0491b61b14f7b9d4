import type { RunEvent } from '../../src/core/event.ts';
import { packPlan } from '../../src/core/plan-pack.ts';
import { planDigest, planText } from '../../src/core/plan-digest.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { Session } from '../../src/core/session.ts';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { executePlan } from '../../src/engine/execute-plan.ts';
import { LIST_KEPT, makeUndoPlan, type UndoRequest } from '../../src/engine/make-undo-plan.ts';
import { readPastRun, type PastRun } from '../../src/engine/past-run.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import { createSessionPool } from '../../src/engine/session-pool.ts';
import { createBench, type BenchOptions } from './engine-bench.ts';
import { done, failed } from './fake-commands.ts';
import { FakeHost } from './fake-host.ts';
import type { FakeHostOptions } from './fake-host-options.ts';

/** A fake host whose undo store can be listed, as that of a real one. */
export function undoableHost(options: FakeHostOptions = {}): FakeHost {
  const host: FakeHost = new FakeHost({
    ...options,
    commands: {
      ...options.commands,
      [LIST_KEPT]: (_model, [folder = '']) => {
        const run = folder.slice(folder.lastIndexOf('/') + 1);
        const names = [...host.store.kept.keys()].flatMap((at) => (at.startsWith(`${run}/`) ? [at.slice(run.length + 1)] : []));
        return names.length === 0 ? failed('') : done(names.map((name) => `${name}\n`).join(''));
      },
    },
  });
  return host;
}

/** Runs that can be taken back, over hosts in memory. */
export interface UndoBench {
  /** Plans and does a stage, and gives what the journal has of it. */
  apply(stage?: number): Promise<readonly RunEvent[]>;
  /** Reads the events as an undo does: through the check of plan files. */
  past(events: readonly RunEvent[], run?: string): PastRun;
  planUndo(past: PastRun, more?: Partial<UndoRequest>): Promise<Plan>;
  /** Does the plan under another name of a run, and gives its events. */
  carryOut(plan: Plan, run: string, isStopping?: () => boolean): Promise<readonly RunEvent[]>;
}

/** Puts it together. The first run is `run-1`. */
export function createUndoBench(options: BenchOptions): UndoBench {
  const bench = createBench(options);
  const portsOf = (run: string, events: RunEvent[]): EnginePorts => ({ ...bench.ports, run, emit: (event) => events.push(event) });
  const carryOut = async (plan: Plan, run: string, isStopping = (): boolean => false): Promise<readonly RunEvent[]> => {
    const events: RunEvent[] = [readyEvent(plan)];
    const ports = portsOf(run, events);
    await executePlan(
      plan,
      ports,
      createSessionPool(
        ports.transport,
        ports.emit,
        () => ports.now(),
        () => [],
      ),
      isStopping,
    );
    return asJournaled(events);
  };
  return {
    apply: async (stage = 1) => carryOut(await bench.plan(stage), 'run-1'),
    past: (events, run = 'run-1') => readPastRun(run, events, ({ plan }) => readPlanFile(Buffer.from(planText(plan)), 'the plan')),
    planUndo: async (past, more = {}) => {
      const ports = portsOf('planning', []);
      const pool = createSessionPool(
        ports.transport,
        ports.emit,
        () => ports.now(),
        () => [],
      );
      const plan = await makeUndoPlan(
        {
          past,
          scope: new Set(options.sessions.map((one: Session) => one.host)),
          order: { inventory: 'site', forks: 50, origin: bench.order.origin, identities: identitiesOf(options.sessions) },
          isTorn: () => false,
          laterRun: () => undefined,
          ...more,
        },
        ports,
        pool,
      );
      // Whatever is planned must pass for a plan file.
      readPlanFile(Buffer.from(planText(packPlan(plan))), 'the undo');
      return plan;
    },
    carryOut,
  };

  function readyEvent(plan: Plan): RunEvent {
    const packed = packPlan({ ...plan, identities: identitiesOf(options.sessions) });
    return { at: '2026-03-02T00:00:00.000Z', event: 'plan_ready', plan: packed, digest: planDigest(packed) };
  }
}

function identitiesOf(sessions: readonly Session[]): Plan['identities'] {
  return Object.fromEntries(sessions.map(({ host }) => [host, { address: '198.18.10.11', port: 22, via: [], hostKeys: [] }]));
}

/** Through JSON and back, as a journal. */
function asJournaled(events: readonly RunEvent[]): readonly RunEvent[] {
  const copy: RunEvent[] = JSON.parse(JSON.stringify(events));
  return copy;
}
