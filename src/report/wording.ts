import { showLine } from './show-value.ts';

/** A number with its noun: `1 host`, `8 hosts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A duration as a person says it: `120 ms`, `3.2 s`, `4 min 10 s`, `1 h 3 min`. */
export function showDuration(durationMs: number): string {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < 100) return `${ms} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return withRest(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return withRest(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** A number of bytes: `812 B`, `3.4 KiB`, `120 KiB`, `5.1 MiB`. */
export function showBytes(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 'B';
  for (const next of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (size < 1000) break;
    size /= 1024;
    unit = next;
  }
  return unit === 'B' || size >= 100 ? `${Math.round(size)} ${unit}` : `${size.toFixed(1)} ${unit}`;
}

/** How far something is that is counted in bytes: `84.0 MiB of 200 MiB (42 %)`. */
export function showProgress(doneBytes: number, totalBytes: number): string {
  return `${showBytes(doneBytes)} of ${showBytes(totalBytes)} (${Math.floor((100 * doneBytes) / Math.max(1, totalBytes))} %)`;
}

/** Words as a sentence lists them: `a`, `a and b`, `a, b and c`; beyond the limit `a, b and 7 more`. */
export function listWords(words: readonly string[], limit = words.length): string {
  const shown = words.length > limit ? [...words.slice(0, limit - 1), `${words.length - limit + 1} more`] : words;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/** Where times are shown: a name of the IANA time zone data base; undefined is the zone of this machine. */
export interface Clock {
  readonly timeZone?: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Time of day of an ISO 8601 time: `14:02:11`. A text that is no time is shown as the text that it is. */
export function showTime(at: string, clock: Clock): string {
  return localTime(at, clock)?.time ?? showLine(at);
}

/** Date, time and zone of an ISO 8601 time: `2026-11-22 14:02 GMT+9`. A text that is no time is shown as the text that it is. */
export function showDateTime(at: string, clock: Clock): string {
  const local = localTime(at, clock);
  return local === undefined ? showLine(at) : `${local.day} ${local.time.slice(0, 5)} ${local.zone}`;
}

/** A time by the clock on the wall: undefined for a text that is no time. */
function localTime(at: string, { timeZone }: Clock): { readonly day: string; readonly time: string; readonly zone: string } | undefined {
  // Date takes nearly anything for a time: "100%" is one of the year 100, whose day no format writes with four digits.
  const date = new Date(/^[1-9]\d{3}-\d\d-\d\dT/u.test(at) ? at : Number.NaN);
  if (Number.isNaN(date.getTime())) return undefined;
  const aheadMinutes = timeZone === undefined ? -date.getTimezoneOffset() : aheadOf(date, timeZone);
  // Written as UTC, a time that was moved by its zone reads as the clock on the wall does. Other ways load the tables of all languages first.
  const text = new Date(date.getTime() + aheadMinutes * 60_000).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 19), zone: zoneName(aheadMinutes) };
}

/** Minutes by which a zone is ahead of UTC at a time. */
function aheadOf(date: Date, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // Swedish dates are written as ISO 8601 writes them.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(timeZone, format);
  }
  const wall = Date.parse(`${format.format(date).replace(' ', 'T')}Z`);
  return Math.round((wall - date.getTime()) / 60_000);
}

function zoneName(aheadMinutes: number): string {
  if (aheadMinutes === 0) return 'UTC';
  const minutes = Math.abs(aheadMinutes);
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `GMT${aheadMinutes < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;
}
