import { RunbookError } from '../core/diagnostic.ts';
import type { FormerStep } from '../core/plan-duration.ts';
import type { Plan } from '../core/plan.ts';
import { expectedTimes, stepsThatDoNotFit, type TimeWindow } from '../core/time-window.ts';
import { count, listWords, showDateTime, showDuration } from '../report/wording.ts';
import { moment, readSpan } from './valid-until.ts';

/** What the command line says of the time that a run may take. */
export interface TimeOptions {
  /** Time at which all must be over. */
  readonly deadline?: string;
  /** How long the run may begin steps. */
  readonly timeout?: string;
}

const MOST_NAMED = 5;
const LONGEST_LOOK_MS = 1000;

/**
 * The time (ISO 8601, UTC) that `--deadline` means: an hour of this machine's zone (`03:30`), which is tomorrow's when it is past, or a time with its date. Throws RB6092
 * for anything else and for what is over already.
 */
export function readDeadline(text: string, now: Date): Date {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/u.exec(text) ?? [];
  if (hour !== undefined && minute !== undefined) {
    const time = new Date(now.getFullYear(), now.getMonth(), now.getDate(), Number(hour), Number(minute));
    if (time.getTime() <= now.getTime()) time.setDate(time.getDate() + 1);
    return time;
  }
  const time = moment(text);
  if (time === undefined) throw bad('--deadline', text, 'it is no time', 'an hour (03:30) or a time with its date (2026-11-30 03:30)');
  if (time.getTime() <= now.getTime()) throw bad('--deadline', text, 'it is over already', 'a time that comes');
  return time;
}

/** The window of a run that begins now; undefined when nothing was said. `former` is asked only where there is a deadline. Throws RB6092. */
export function readWindow(
  options: TimeOptions,
  now: Date,
  former: () => readonly FormerStep[],
  guardSeconds: number | undefined,
): TimeWindow | undefined {
  const deadline = options.deadline === undefined ? undefined : readDeadline(options.deadline, now);
  const spanMs = options.timeout === undefined ? undefined : readSpan(options.timeout);
  if (options.timeout !== undefined && spanMs === undefined)
    throw bad('--timeout', options.timeout, 'it is no duration', 'a number with s, m, h or d (90m, 8h)');
  const limit = spanMs === undefined ? undefined : new Date(now.getTime() + spanMs);
  const [first] = [deadline, limit].filter((one) => one !== undefined).toSorted((one, other) => one.getTime() - other.getTime());
  if (first === undefined) return undefined;
  return {
    beginBefore: first,
    ...(deadline === undefined ? {} : { endBefore: deadline }),
    expectMs: deadline === undefined ? () => undefined : expectedTimes(former(), guardSeconds),
  };
}

/** Aborts at that time of this machine's clock, also when the clock is set meanwhile. */
export function abortAt(time: Date, now: () => Date, controller: AbortController): void {
  const look = (): void => {
    const leftMs = time.getTime() - now().getTime();
    if (leftMs <= 0) controller.abort();
    else setTimeout(look, Math.min(leftMs, LONGEST_LOOK_MS)).unref();
  };
  look();
}

/** Which instant the limits mean, for the operator. */
export function windowLines({ beginBefore, endBefore }: TimeWindow, now: Date): readonly string[] {
  const at = (time: Date): string => `${showDateTime(time.toISOString(), {})}, in ${showDuration(time.getTime() - now.getTime())}`;
  return [
    ...(endBefore === undefined ? [] : [`Deadline: ${at(endBefore)}. No step begins that would end later, as far as former runs tell.`]),
    ...(endBefore?.getTime() === beginBefore.getTime() ? [] : [`Time limit: no step begins after ${at(beginBefore)}.`]),
  ];
}

/** What of a plan would not be done in the window, said before anything is begun. */
export function fitLines(plan: Plan, window: TimeWindow | undefined, now: Date): readonly string[] {
  if (window === undefined) return [];
  const left = stepsThatDoNotFit(plan, window, now);
  const unknown = window.endBefore === undefined ? 0 : plan.steps.filter((step) => window.expectMs(step) === undefined).length;
  const hosts = new Set(left.map((step) => step.host)).size;
  const named = listWords(
    left.map((step) => `${step.address} on ${step.host}`),
    MOST_NAMED,
  );
  return [
    ...(left.length === 0
      ? []
      : [`Will not fit: ${count(left.length, 'step')} on ${count(hosts, 'host')} would not be begun, by what former runs took: ${named}.`]),
    ...(unknown === 0 ? [] : [`No former run tells how long ${count(unknown, 'step')} of ${plan.steps.length} will take.`]),
  ];
}

function bad(option: string, text: string, why: string, mend: string): RunbookError {
  return new RunbookError({ code: 'RB6092', severity: 'error', what: `${option} ${text} cannot be used`, why, mend: `write ${mend}` });
}
