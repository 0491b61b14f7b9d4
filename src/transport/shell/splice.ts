/** What of a text the host has already, at its beginning and its end, and what stands between. Lengths are in bytes of UTF-8. */
export interface Splice {
  readonly startBytes: number;
  readonly middle: string;
  readonly endBytes: number;
}

/** So much must be saved, in bytes: on the host a splice costs two processes. */
const WORTH_SPLICING = 1024;

/** The text as a change of what the host has; undefined when that saves little. Characters are never cut in two. */
export function spliceOf(before: string, after: string): Splice | undefined {
  const [old, wanted] = [Buffer.from(before), Buffer.from(after)];
  const least = Math.min(old.length, wanted.length);
  let start = 0;
  while (start < least && old[start] === wanted[start]) start += 1;
  while (start > 0 && isWithin(wanted, start)) start -= 1;
  let end = 0;
  while (end < least - start && old[old.length - 1 - end] === wanted[wanted.length - 1 - end]) end += 1;
  while (end > 0 && isWithin(wanted, wanted.length - end)) end -= 1;
  if (start + end < WORTH_SPLICING) return undefined;
  return { startBytes: start, middle: wanted.toString('utf8', start, wanted.length - end), endBytes: end };
}

/** True when a place is within a character: UTF-8 continues with bytes 10xxxxxx (RFC 3629). */
function isWithin(bytes: Buffer, place: number): boolean {
  return ((bytes[place] ?? 0) & 0xc0) === 0x80;
}
