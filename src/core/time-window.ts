import { batchMs, expectations, type FormerStep } from './plan-duration.ts';
import type { Plan, Step } from './plan.ts';
import { GUARD_SECONDS } from './way-in.ts';

/** From so many milliseconds on a step goes by itself when there is a deadline, so that the time left is looked at just before it. */
const LONG_MS = 10_000;

/** The time in which steps may be begun, by this machine's clock. */
export interface TimeWindow {
  /** No step begins at this time or later. */
  readonly beginBefore: Date;
  /** The deadline: a step that is expected to end later is not begun. */
  readonly endBefore?: Date;
  /** What is expected of a step, until it has ended and could be taken back, in milliseconds. Undefined: nobody knows. */
  expectMs(step: Step): number | undefined;
}

/** What is expected of steps by what former ones took. A guarded step needs the time in which its host takes it back, too. */
export function expectedTimes(former: readonly FormerStep[], guardSeconds = GUARD_SECONDS): TimeWindow['expectMs'] {
  const expected = expectations(former);
  return (step) => {
    const ms = expected(step);
    return ms === undefined || !step.labels.includes('guarded') ? ms : ms + guardSeconds * 1000;
  };
}

/** True when no step may be begun any more. */
export function isOver(window: TimeWindow | undefined, now: Date): boolean {
  return window !== undefined && now.getTime() >= window.beginBefore.getTime();
}

/** Of the steps of a frame those at its front that may be begun now. */
export function stepsThatFit(frame: readonly Step[], window: TimeWindow | undefined, now: Date): readonly Step[] {
  if (window === undefined) return frame;
  const endMs = window.endBefore?.getTime() ?? Number.POSITIVE_INFINITY;
  let ms = now.getTime();
  const end = frame.findIndex((step, index) => {
    const expected = window.expectMs(step) ?? 0;
    ms += expected;
    return ms > endMs || (index > 0 && expected >= LONG_MS);
  });
  return end < 0 ? frame : frame.slice(0, end);
}

/**
 * The steps of a plan that would not be begun when it started now, by what former runs took: batches come one after the other, and a host goes no further
 * than to the first step that does not fit.
 */
export function stepsThatDoNotFit(plan: Plan, window: TimeWindow, now: Date): readonly Step[] {
  const endMs = Math.min(window.beginBefore.getTime(), window.endBefore?.getTime() ?? Number.POSITIVE_INFINITY);
  const stepsOf = new Map<string, Step[]>();
  for (const step of plan.steps) {
    const key = `${step.play} ${step.host}`;
    const own = stepsOf.get(key);
    if (own === undefined) stepsOf.set(key, [step]);
    else own.push(step);
  }
  const left: Step[] = [];
  const out = new Set<string>();
  let startMs = now.getTime();
  for (const [index, play] of plan.plays.entries()) {
    for (const hosts of play.batches) {
      const spent = new Map<string, number>();
      for (const step of hosts.flatMap((host) => stepsOf.get(`${index} ${host}`) ?? [])) {
        const spentMs = (spent.get(step.host) ?? 0) + (window.expectMs(step) ?? 0);
        if (!out.has(step.host) && startMs + spentMs <= endMs) spent.set(step.host, spentMs);
        else {
          out.add(step.host);
          left.push(step);
        }
      }
      startMs += batchMs(plan, hosts, (host) => spent.get(host) ?? 0);
    }
  }
  return left;
}
