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
  /** Pieces of a line of which the end was not read yet, and their length in bytes. */
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const keep = (bytes: Buffer, from: number, to: number): void => {
    if (to - from <= LONGEST_LINE && wanted.test(bytes.toString('latin1', from, Math.min(to, from + HEAD_BYTES))))
      kept.push(bytes.toString('utf8', from, to));
  };
  const begin = (piece: Buffer): void => {
    begunBytes += piece.length;
    if (begunBytes <= LONGEST_LINE) begun.push(Buffer.from(piece));
  };
  const endLine = (chunk: Buffer, from: number, to: number): void => {
    if (begunBytes === 0) return keep(chunk, from, to);
    begin(chunk.subarray(from, to));
    if (begunBytes <= LONGEST_LINE) keep(Buffer.concat(begun), 0, begunBytes);
    begun = [];
    begunBytes = 0;
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
        endLine(chunk, from, at);
        from = at + 1;
      }
      begin(chunk.subarray(from, size));
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
