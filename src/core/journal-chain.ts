import { createHash } from 'node:crypto';
import { sha256 } from './digest.ts';

/**
 * The chain of a journal. Each record begins with `prev`, the SHA-256 (hex) of the record before it, as its bytes stand in the file without the line feed;
 * the first names the run itself. So a record that is changed, removed, added or moved breaks the chain at the record after it. The digest of the last
 * record is the head: who knows it (it is printed, and told to the hosts) can tell that nobody wrote the whole chain anew.
 */
export function firstLink(run: string): string {
  return sha256(`runbook.journal/1 ${run}\n`);
}

/** A record of the journal: the event behind the link to the record before. */
export function chainedRecord(prev: string, event: object): string {
  const text = JSON.stringify(event);
  return `{"prev":"${prev}"${text === '{}' ? '' : ','}${text.slice(1)}`;
}

/** What is wrong with a record, by its line, from 1. */
export interface ChainBreak {
  readonly line: number;
  readonly why: 'no record' | 'does not follow the record before it';
}

/** How a journal was found. */
export interface ChainReport {
  /** Whole records. */
  readonly records: number;
  /** Digest of the last whole record; the first link when there is none. */
  readonly head: string;
  /** Every break, in order. */
  readonly breaks: readonly ChainBreak[];
  /** Bytes of a last record that was not written to its end: the program was killed in the middle of it. */
  readonly tornBytes: number;
  /** Line of the record whose digest is the head that was asked for. */
  readonly anchorLine?: number;
}

const LINE_FEED = 10;
const PREV = /^\{"prev":"([0-9a-f]{64})"[,}]/u;
/** Length of `{"prev":"` with its digest and what follows. */
const PREV_BYTES = 75;

/** Checks the chain of a journal. `anchor` is a head that was told to somebody else: a digest, or its first characters (at least 8). */
export function checkChain(journal: Buffer, run: string, anchor?: string): ChainReport {
  const breaks: ChainBreak[] = [];
  let head = firstLink(run);
  let records = 0;
  let anchorLine: number | undefined;
  let from = 0;
  for (let end = journal.indexOf(LINE_FEED); end !== -1; end = journal.indexOf(LINE_FEED, from)) {
    const record = journal.subarray(from, end);
    records += 1;
    const prev = PREV.exec(record.toString('latin1', 0, PREV_BYTES))?.[1];
    if (prev === undefined || !isObject(record)) breaks.push({ line: records, why: 'no record' });
    else if (prev !== head) breaks.push({ line: records, why: 'does not follow the record before it' });
    head = createHash('sha256').update(record).digest('hex');
    if (anchor !== undefined && anchor.length >= 8 && head.startsWith(anchor)) anchorLine ??= records;
    from = end + 1;
  }
  return { records, head, breaks, tornBytes: journal.length - from, ...(anchorLine === undefined ? {} : { anchorLine }) };
}

function isObject(record: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(record.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
