/** Lines of a text, counted from one, and what stands in their place: whole lines too, at least one, but for the line break of the last. */
export interface Splice {
  readonly first: number;
  readonly last: number;
  readonly lines: string;
}

/** So much of it must be as it was, in bytes: on the host a splice costs a process. */
const WORTH_SPLICING = 2048;

/** The text as a change of what the host has; undefined when that saves little, and of texts that do not end with a line break. */
export function spliceOf(before: string, after: string): Splice | undefined {
  if (!before.endsWith('\n') || !after.endsWith('\n')) return undefined;
  const [old, wanted] = [before.split('\n').slice(0, -1), after.split('\n').slice(0, -1)];
  const least = Math.min(old.length, wanted.length);
  let start = 0;
  while (start < least && old[start] === wanted[start]) start += 1;
  let end = 0;
  while (end < least - start && old[old.length - 1 - end] === wanted[wanted.length - 1 - end]) end += 1;
  // What only takes away or adds is told with a line beside it.
  if (start + end === least) {
    if (start > 0) start -= 1;
    else end -= 1;
  }
  const lines = wanted.slice(start, wanted.length - end).join('\n');
  if (Buffer.byteLength(after) - Buffer.byteLength(lines) < WORTH_SPLICING) return undefined;
  return { first: start + 1, last: old.length - end, lines };
}
