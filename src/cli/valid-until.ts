import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Plan } from '../core/plan.ts';
import { showDateTime } from '../report/wording.ts';

const MINUTE_MS = 60_000;
const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS };

/**
 * The time (ISO 8601, UTC) that `--valid-until` means: a time with its zone (`2026-11-30T03:30+09:00`), a time of this machine's zone (`2026-11-30 03:30`), or how
 * long from now (`90m`, `8h`, `3d`). Throws RB6020 for anything else, for a day or hour that does not exist, and for what is over already.
 */
export function readValidUntil(text: string, now: Date): string {
  const time = spanFrom(text, now) ?? moment(text);
  if (time === undefined) throw bad(text, 'it is no time and no duration');
  if (time.getTime() <= now.getTime()) throw bad(text, 'it is over already');
  return time.toISOString();
}

/** Why a plan is not carried out any more (RB6028); undefined while its time is not over. */
export function overFault({ validUntil }: Plan, now: Date): Diagnostic | undefined {
  if (validUntil === undefined || now.getTime() < new Date(validUntil).getTime()) return undefined;
  return {
    code: 'RB6028',
    severity: 'error',
    what: 'the plan is over; nothing of it was done',
    why: `it was good until ${showDateTime(validUntil, {})}, and the clock of this machine says ${showDateTime(now.toISOString(), {})}`,
    mend: 'look at the clock of this machine; if it is right, plan again',
  };
}

function spanFrom(text: string, now: Date): Date | undefined {
  const ms = readSpan(text);
  return ms === undefined ? undefined : new Date(now.getTime() + ms);
}

/** A duration (`30s`, `90m`, `8h`, `3d`) in milliseconds; undefined for anything else. */
export function readSpan(text: string): number | undefined {
  const [, number = '', unit = ''] = /^([1-9]\d{0,4})([smhd])$/u.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  return unitMs === undefined ? undefined : Number(number) * unitMs;
}

/** A time with a date, by its own zone or this machine's; undefined for anything else, and for a day or hour that does not exist. */
export function moment(text: string): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)?$/u.exec(text);
  if (match === null) return undefined;
  const [, day = '', clock = '', seconds = ':00', zone] = match;
  const written = `${day}T${clock}${seconds}`;
  const asUtc = new Date(`${written}Z`);
  // A day that does not exist (31 June) would roll over to another.
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 19) !== written) return undefined;
  const time = new Date(zone === undefined ? written : `${written}${zone}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function bad(text: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6020',
    severity: 'error',
    what: `--valid-until ${text} cannot be used`,
    why,
    mend: 'write a time (2026-11-30 03:30, or with a zone 2026-11-30T03:30+09:00) or how long from now (90m, 8h, 3d)',
  });
}
