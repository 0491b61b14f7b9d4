import { appendFileSync, fsync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createHash, randomBytes } from 'node:crypto';
import type { LongEvent, RunEvent } from '../core/event.ts';
import { chainedRecord, firstLink } from '../core/journal-chain.ts';
import { RunbookError } from '../core/diagnostic.ts';
import { sha256 } from '../core/digest.ts';
import { listPieces, planPieces } from '../core/plan-digest.ts';

/** Name of a run: local time to the second, then three digits of milliseconds and three random hex digits, so that names sort by time. */
export function newRunId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const milliseconds = String(now.getMilliseconds()).padStart(3, '0');
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}-${milliseconds}${randomBytes(2).toString('hex').slice(1)}`;
}

/** Events that are on the disk before anything else happens: that somebody is about to enter hosts, and how it all ended. */
const DURABLE: readonly RunEvent['event'][] = ['run_started', 'run_done'];

/** Characters of a long event that are gathered before they are written. */
const BLOCK_CHARACTERS = 256 * 1024;

/** A journal that is being written. */
export interface Journal {
  readonly file: string;
  /**
   * Adds an event. That a run begins and how it ended is on the disk (fsync(2)) when it returns. What was done goes there at once too, together with what else was told in the same
   * moment, but nobody waits for it: at the latest it is there before the next steps are sent. Throws RB6085 when the disk takes nothing more, and from then on
   * always: nothing is written behind a record that was torn.
   */
  append(event: RunEvent): void;
  /** Resolves when all that was added so far is on the disk: what many hosts wait for goes there together. To be awaited before what was told is done. Rejects with RB6085. */
  onDisk(): Promise<void>;
  /** Adds a long event: others get their turn meanwhile, and what they append comes behind it. On the disk when it resolves. */
  appendLong(event: LongEvent): Promise<void>;
  /** How many records there are, and the digest of the last one, by which all of them are known again (`journal-chain.ts`). */
  head(): { readonly records: number; readonly digest: string };
}

/** Brings what was written to the disk: fsync(2), which may take long. */
type ToDisk = (descriptor: number, done: (error: Error | null) => void) => void;

/** Steps that begin and end: most of all events. */
function isOfStep({ event }: RunEvent): boolean {
  return event === 'step_started' || event === 'step_done';
}

/** Begins the journal of a run: `FOLDER/ID/journal.jsonl`, one event a line, each chained to the one before, readable by its owner only. Throws RB6085 when there is one already, or none can be written. */
export function openJournal(folder: string, runId: string, toDisk: ToDisk = fsync): Journal {
  const runFolder = join(folder, runId);
  const file = join(runFolder, 'journal.jsonl');
  const descriptor = orRefuse(file, () => {
    mkdirSync(runFolder, { recursive: true, mode: 0o700 });
    return openSync(file, 'ax', 0o600);
  });
  let prev = firstLink(runId);
  let records = 0;
  /** The last record that the file has. */
  let written = { records, digest: prev };
  /** Brings to the disk what was written before it began. */
  let syncing: Promise<void> | undefined;
  /** Brings there what was written since. */
  let syncingNext: Promise<void> | undefined;
  let fault: RunbookError | undefined;
  /** Records of this turn that the file has not got yet. */
  let unwritten = '';
  const write = (text: string): void => {
    if (fault !== undefined) throw fault;
    const block = unwritten + text;
    unwritten = '';
    try {
      orRefuse(file, () => appendFileSync(descriptor, block));
      written = { records, digest: prev };
    } catch (error) {
      if (error instanceof RunbookError) fault = error;
      throw error;
    }
  };
  const bringOne = promisify(toDisk);
  const sync = async (): Promise<void> => {
    try {
      await bringOne(descriptor);
    } catch (error) {
      fault ??= notWritten(file, error);
    }
    syncing = undefined;
    if (fault !== undefined) throw fault;
  };
  /** What comes while the disk is busy goes there together. */
  const bringToDisk = (): Promise<void> => {
    if (syncing === undefined) return (syncing = sync());
    syncingNext ??= syncing.then(() => {
      syncingNext = undefined;
      return bringToDisk();
    });
    return syncingNext;
  };
  /** A host tells of many steps at once: they are written together, before anything else comes in. */
  const writeSoon = (record: string): void => {
    if (unwritten === '') queueMicrotask(writeTogether);
    unwritten += record;
  };
  const writeTogether = (): void => {
    if (unwritten === '' || fault !== undefined) return;
    try {
      write('');
    } catch {
      // Whoever appends next is told.
      return;
    }
    bringToDisk().catch(() => undefined);
  };
  /** What came while a long event was being written. */
  let waiting: RunEvent[] | undefined;
  const append = (event: RunEvent): void => {
    if (fault !== undefined) throw fault;
    if (waiting !== undefined) {
      waiting.push(event);
      return;
    }
    const record = chainedRecord(prev, event);
    prev = sha256(record);
    records += 1;
    if (isOfStep(event)) writeSoon(`${record}\n`);
    else write(`${record}\n`);
    if (DURABLE.includes(event.event)) orRefuse(file, () => fsyncSync(descriptor));
  };
  return {
    file,
    append,
    onDisk: async () => {
      if (unwritten !== '') write('');
      await bringToDisk();
    },
    appendLong: async (event) => {
      const behind: RunEvent[] = [];
      waiting = behind;
      const hash = createHash('sha256');
      writeTogether();
      let block = '';
      const writeBlock = (): void => {
        hash.update(block);
        write(block);
        block = '';
      };
      await longPieces(prev, event, (piece) => {
        block += piece;
        if (block.length > BLOCK_CHARACTERS) writeBlock();
      });
      writeBlock();
      prev = hash.digest('hex');
      records += 1;
      write('\n');
      await bringToDisk();
      waiting = undefined;
      for (const one of behind) append(one);
    },
    head: () => {
      writeTogether();
      return written;
    },
  };
}

/** Gives the record of a long event piece by piece; others get their turn between them. */
async function longPieces(prev: string, event: LongEvent, take: (piece: string) => void): Promise<void> {
  if (event.event === 'plan_ready') {
    const { plan, ...rest } = event;
    take(`${chainedRecord(prev, rest).slice(0, -1)},"plan":`);
    await planPieces(plan, take);
  } else {
    const { hosts, ...rest } = event;
    take(`${chainedRecord(prev, rest).slice(0, -1)},"hosts":`);
    await listPieces(hosts, take);
  }
  take('}');
}

/** What was done is not to be done without a record of it. */
function orRefuse<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw notWritten(file, error);
  }
}

function notWritten(file: string, error: unknown): RunbookError {
  return new RunbookError({
    code: 'RB6085',
    severity: 'error',
    what: 'the journal cannot be written; no further step was sent',
    why: `${file}: ${error instanceof Error ? error.message : String(error)}`,
    mend: 'make room on this machine (df -h, df -i), then run again: what is done is found done',
  });
}
