import type { Action } from '../core/action.ts';
import { sha256 } from '../core/digest.ts';
import type { Plan, Step } from '../core/plan.ts';
import type { ReadyStep, StepProgress, StepResult } from '../core/session.ts';
import { createChainLocks, type ChainLocks } from './chain-locks.ts';
import { carryOutGuarded, type GuardedEnd, type GuardedStep, type Stopwatch } from './guarded-step.ts';
import type { EnginePorts } from './ports.ts';

/** After so many seconds a host takes a guarded step back by itself. */
export const GUARD_SECONDS = 60;

/** The guarded steps of a run. */
export interface Guards extends ChainLocks {
  /** The step as it is sent when the host can take it back by itself; `undo` is that of the step, with its holes filled. */
  arm(step: Step, ready: ReadyStep, undo: readonly Action[]): GuardedStep['step'] | undefined;
  /** Sends a step that was armed, and confirms it. */
  carryOut(
    step: Step,
    ready: GuardedStep['step'],
    send: GuardedStep['carryOut'],
    onProgress: (progress: StepProgress) => void,
  ): Promise<GuardedEnd>;
  /** Remembers what a step has changed: when a later one lets a unit read it, that one's roll-back puts it back first. */
  remember(step: Step, ready: ReadyStep, undo: readonly Action[], result: StepResult): void;
}

/** Makes them for one plan. */
export function createGuards(plan: Plan, ports: EnginePorts): Guards {
  const vias = new Map(plan.hosts.map((host) => [host.name, host.via]));
  const locks = createChainLocks((host) => vias.get(host) ?? []);
  const past = new Map<string, { readonly things: ReadonlySet<string>; readonly actions: readonly Action[] }[]>();
  return {
    ...locks,
    arm: (step, ready, undo) => {
      if (!step.labels.includes('guarded') || undo.length === 0) return undefined;
      const earlier = (past.get(step.host) ?? []).filter(({ things }) => readsOf(undo).some((thing) => things.has(thing)));
      const actions = [...earlier.toReversed().flatMap((one) => one.actions), ...placed(undo, ready)];
      // A command that outlives the link is no way back.
      if (actions.some((action) => action.do === 'run' && action.long === true)) return undefined;
      return { ...ready, arm: { name: armName(ports.run, ready), seconds: ports.guardSeconds ?? GUARD_SECONDS, actions } };
    },
    carryOut: (step, ready, send, onProgress) =>
      carryOutGuarded(
        { step: ready, identity: step.identity, carryOut: send, openAnew: () => ports.transport.openAnew(step.host), onProgress },
        ports.stopwatch ?? STOPWATCH,
      ),
    remember: (step, ready, undo, result) => {
      if (result.status !== 'changed' || ready.keep === undefined) return;
      const all = past.get(step.host) ?? [];
      all.push({ things: new Set(ready.keep.things), actions: placed(undo, ready) });
      past.set(step.host, all);
    },
  };
}

const STOPWATCH: Stopwatch = {
  nowMs: () => performance.now(),
  wait: (forMs) =>
    new Promise((resolve) => {
      setTimeout(resolve, forMs);
    }),
};

/** An undo with the place in the host's store in which it finds what was kept. */
function placed(undo: readonly Action[], { keep }: ReadyStep): readonly Action[] {
  return undo.map((action) =>
    action.do === 'restore' && action.from === undefined && keep !== undefined ? { ...action, from: keep.at } : action,
  );
}

/** Things that a unit reads again in the undo. */
function readsOf(undo: readonly Action[]): readonly string[] {
  return undo.flatMap((action) => (action.do === 'record_config' ? action.paths.map((path) => `path:${path}`) : []));
}

/** `RUN-STEP`, by which the host knows it. */
function armName(run: string, { keep, id }: ReadyStep): string {
  return keep === undefined ? `${run}-${sha256(id).slice(0, 16)}` : keep.at.replace('/', '-');
}
