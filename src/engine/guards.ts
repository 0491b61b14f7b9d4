import { setTimeout as sleep } from 'node:timers/promises';
import type { Action } from '../core/action.ts';
import { sha256 } from '../core/digest.ts';
import { GUARD_SECONDS, isAmong, isArmable, readAnew } from '../core/way-in.ts';
import type { Plan, Step } from '../core/plan.ts';
import type { ReadyStep, StepProgress, StepResult } from '../core/session.ts';
import { createChainLocks, type ChainLocks } from './chain-locks.ts';
import { carryOutGuarded, type GuardedEnd, type GuardedStep, type Stopwatch } from './guarded-step.ts';
import type { EnginePorts } from './ports.ts';
import type { SessionPool } from './session-pool.ts';

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
export function createGuards(
  plan: Plan,
  ports: EnginePorts,
  pool: Pick<SessionPool, 'entered'>,
  isLost: (host: string) => boolean,
): Guards {
  const vias = new Map(plan.hosts.map((host) => [host.name, host.via]));
  const locks = createChainLocks((host) => vias.get(host) ?? []);
  const past = new Map<string, { readonly things: readonly string[]; readonly actions: readonly Action[] }[]>();
  /** Hosts that this run has entered through the host and not lost: that it is entered itself does not show that it still lets them through. */
  const behind = (host: string): readonly string[] =>
    pool
      .entered()
      .filter((name) => vias.get(name)?.at(-1) === host && !isLost(name))
      .slice(0, MOST_BEHIND);
  return {
    ...locks,
    arm: (step, ready, undo) => {
      if (!isArmable(step)) return undefined;
      const reads = [...readsOf(undo), ...readAnew(step.footprint)];
      const earlier = (past.get(step.host) ?? []).filter(({ things }) => things.some((thing) => isAmong(thing, reads)));
      const actions = [...earlier.toReversed().flatMap((one) => one.actions), ...placed(undo, ready)];
      return { ...ready, arm: { name: armName(ports.run, ready), seconds: plan.guardSeconds ?? GUARD_SECONDS, actions } };
    },
    carryOut: (step, ready, send, onProgress) =>
      carryOutGuarded(
        {
          step: ready,
          identity: step.identity,
          carryOut: send,
          openAnew: () => ports.transport.openAnew(step.host, behind(step.host)),
          onProgress,
        },
        ports.stopwatch ?? STOPWATCH,
      ),
    remember: (step, ready, undo, result) => {
      if (result.status !== 'changed' || ready.keep === undefined) return;
      const all = past.get(step.host) ?? [];
      all.push({ things: ready.keep.things, actions: placed(undo, ready) });
      past.set(step.host, all);
    },
  };
}

/** So many hosts behind a hop are entered to confirm a step of it. */
const MOST_BEHIND = 8;

const STOPWATCH: Stopwatch = {
  nowMs: () => performance.now(),
  wait: (forMs, over) => sleep(forMs, undefined, { signal: over }).catch(() => undefined),
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
