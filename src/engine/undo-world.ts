import { CONFIG_IN_USE, formatUnit, parseUnit } from '../core/answer.ts';
import { overlaps, type Footprint } from '../core/footprint.ts';
import type { Step } from '../core/plan.ts';
import { requestKey, requestReads, type Request } from '../core/request.ts';
import { keptThings } from './fill-step.ts';
import type { PastStep } from './past-run.ts';
import type { Mark } from './secret-marks.ts';

/** How a host answers: the text, only its mark, or nobody can tell before a step of the undo has run. */
export type Told = { readonly text: string } | { readonly mark: string } | undefined;

/** A host as it is, overlaid by what the undo steps planned so far bring back. */
export interface UndoWorld {
  answer(request: Request): Told;
  /** Lays over it what the undo of the step brings: the targets for its own requests; what else depends on what it touches is not known any more. */
  takeBack(step: Step, targets: readonly (string | undefined)[]): void;
}

/** Makes the world of a host from its answers by request key. */
export function createUndoWorld(now: ReadonlyMap<string, string>): UndoWorld {
  const overlay = new Map<string, Told>();
  const readsByKey = new Map<string, Footprint>();
  const unknown: Footprint[] = [];
  return {
    answer: (request) => {
      const key = requestKey(request);
      if (overlay.has(key)) return overlay.get(key);
      if (unknown.some((touched) => overlaps(requestReads(request), touched))) return undefined;
      const text = now.get(key);
      return text === undefined ? undefined : { text };
    },
    takeBack: (step, targets) => {
      const touched = touchedBy(step);
      unknown.push(touched);
      for (const [key] of overlay) {
        const reads = readsByKey.get(key);
        if (reads !== undefined && overlaps(reads, touched)) overlay.set(key, undefined);
      }
      step.guard.requests.forEach((request, index) => {
        const target = targets[index];
        const key = requestKey(request);
        readsByKey.set(key, requestReads(request));
        overlay.set(key, target === undefined ? undefined : step.secret === true ? { mark: target } : { text: target });
      });
    },
  };
}

/** What the undo of a step touches: the things that it puts back, and all that the step itself touches when the undo runs commands. */
function touchedBy(step: Step): Footprint {
  const undo = step.undo ?? [];
  return [
    ...keptThings(undo),
    ...undo.flatMap((action) => (action.do === 'record_config' ? [`unit:${action.unit}`] : action.do === 'run' ? step.footprint : [])),
  ];
}

/** True when what is told is this answer; `isMark` says that the answer is given as its mark. */
export function isSame(told: NonNullable<Told>, answer: string, isMark: boolean, mark: Mark): boolean {
  const [left, right] = 'text' in told ? [told.text, answer] : [told.mark, answer];
  if ('text' in told) return isMark ? mark(left) === right : left === right;
  return isMark ? left === right : left === mark(right);
}

/** How the host is to answer the requests of the step when it has been taken back; undefined where that cannot be told. */
export function targetsOf({ step, before, after }: PastStep, world: UndoWorld): readonly (string | undefined)[] {
  return step.guard.requests.map((request, index) => {
    const was = before?.[index];
    if (was === undefined || step.secret === true) return was;
    if (request.ask === 'unit') return unitTarget(was, world.answer(request));
    if (request.ask !== 'config_in_use' || was === CONFIG_IN_USE.stopped) return was;
    const isRecorded = (step.undo ?? []).some((action) => action.do === 'record_config' && action.unit === request.unit);
    if (isRecorded) return CONFIG_IN_USE.current;
    return was === after?.[index] ? was : undefined;
  });
}

/** A unit that had failed is stopped; one that was on its way up or down may come out either way. */
function unitTarget(was: string, now: Told): string | undefined {
  const state = parseUnit(was);
  if (['activating', 'deactivating', 'reloading'].includes(state.active)) return undefined;
  if (state.active !== 'failed') return was;
  const isFailed = now !== undefined && 'text' in now && parseUnit(now.text).active === 'failed';
  return isFailed ? was : formatUnit({ ...state, active: 'inactive' });
}
