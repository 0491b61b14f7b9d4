import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 256 * 1024;
/** Longer lines tell of plans and of contents, not of times. */
const LONGEST_LINE = 64 * 1024;
/** Of each line, so much is looked at to see which event it is, in bytes. */
const HEAD_BYTES = 200;
const LINE_FEED = 10;

/** The lines of `journalLines` as one text. */
export function readJournalLines(file: string, wanted: RegExp, mostBytes: number): { readonly text: string; readonly readBytes: number } {
  const kept: string[] = [];
  const lines = journalLines(file, wanted, mostBytes);
  for (;;) {
    const { done, value } = lines.next();
    if (done === true) return { text: kept.join('\n'), readBytes: value };
    kept.push(...value);
  }
}

/**
 * The lines of a journal whose beginning matches, without those that are longer than 64 KiB: plans, which are one line of many megabytes, are run over and not kept.
 * Reads at most so many bytes, gives what was found in each piece of the file, and at its end how many bytes it has read. A journal that cannot be read has no lines.
 */
export function* journalLines(file: string, wanted: RegExp, mostBytes: number): Generator<readonly string[], number> {
  let kept: string[] = [];
  let readBytes = 0;
  let line: Buffer[] = [];
  let length = 0;
  const endLine = (): void => {
    const bytes = length <= LONGEST_LINE ? Buffer.concat(line) : Buffer.alloc(0);
    if (wanted.test(bytes.toString('latin1', 0, HEAD_BYTES))) kept.push(bytes.toString('utf8'));
    line = [];
    length = 0;
  };
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= LONGEST_LINE) line.push(Buffer.from(piece));
  };
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const size = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      if (size === 0 || readBytes >= mostBytes) break;
      readBytes += size;
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at !== -1 && at < size; at = chunk.indexOf(LINE_FEED, from)) {
        take(chunk.subarray(from, at));
        endLine();
        from = at + 1;
      }
      take(chunk.subarray(from, size));
      yield kept;
      kept = [];
    }
  } catch {
    // A folder without a journal, or one that is not ours to read.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  return readBytes;
}
