/** One record of the driver. */
export interface DriverRecord {
  readonly kind: string;
  readonly words: readonly string[];
  readonly text: Buffer;
}

/** A host's output that breaks the protocol. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}

const RECORD_LIMIT_BYTES = 64 * 1024 * 1024;
const NOISE_LIMIT_BYTES = 1024 * 1024;
const HEADER_LIMIT_BYTES = 512;
const KEPT_NOISE_BYTES = 4096;

/**
 * Splits a host's output into the driver's records. Everything before the first marker (banners, start-up noise) is skipped; after
 * it, every record must follow the last one directly. Lengths are checked before anything is kept, against what `longestText` says at that time.
 */
export function createRecordReader(
  marker: string,
  longestText: () => number = () => RECORD_LIMIT_BYTES,
): {
  /** Takes bytes as they come; gives the records that are whole. Throws ProtocolError. */
  push(bytes: Uint8Array): readonly DriverRecord[];
  /** What came before the first record, for a message when none ever comes. */
  noise(): string;
} {
  const mark = Buffer.from(`${marker} `);
  let pending: Buffer = Buffer.alloc(0);
  // Bytes of a record that is not whole yet: they are joined once, however small the pieces are in which they come.
  let chunks: Buffer[] = [];
  let chunkBytes = 0;
  let wantedBytes = 0;
  let started = false;
  let noise: Buffer = Buffer.alloc(0);
  let noiseBytes = 0;

  /** Skips what comes before the first marker; true when it was found. */
  const findMarker = (): boolean => {
    const at = pending.indexOf(mark);
    const end = at < 0 ? Math.max(0, pending.length - mark.length + 1) : at;
    if (noise.length < KEPT_NOISE_BYTES) noise = Buffer.concat([noise, pending.subarray(0, end)]).subarray(0, KEPT_NOISE_BYTES);
    noiseBytes += end;
    pending = pending.subarray(end);
    if (noiseBytes + (at < 0 ? pending.length : 0) > NOISE_LIMIT_BYTES)
      throw new ProtocolError('more than 1 MiB came before the driver answered');
    return at >= 0;
  };

  const next = (): DriverRecord | undefined => {
    started ||= findMarker();
    if (!started) return undefined;
    const end = pending.subarray(0, HEADER_LIMIT_BYTES).indexOf(10);
    if (end < 0) {
      if (pending.length >= HEADER_LIMIT_BYTES) throw new ProtocolError('a record has no end of its first line');
      return undefined;
    }
    const head = pending.subarray(0, end).toString();
    const [start, kind = '', size = '', ...words] = head.split(' ');
    if (start !== marker || !/^[a-z_]+$/u.test(kind) || !/^\d{1,9}$/u.test(size))
      throw new ProtocolError('a record does not begin with the marker');
    const length = Number(size);
    if (length > RECORD_LIMIT_BYTES) throw new ProtocolError('a record is longer than 64 MiB');
    if (length > longestText()) throw new ProtocolError('a record is longer than anything that was asked for');
    const total = end + 1 + length + 1;
    if (pending.length < total) {
      wantedBytes = total;
      return undefined;
    }
    if (pending[total - 1] !== 10) throw new ProtocolError('a record is longer than it says');
    const text = pending.subarray(end + 1, total - 1);
    pending = pending.subarray(total);
    wantedBytes = 0;
    return { kind, words: words.filter((word) => word !== ''), text };
  };

  return {
    push: (bytes) => {
      chunks.push(Buffer.from(bytes));
      chunkBytes += bytes.length;
      if (pending.length + chunkBytes < wantedBytes) return [];
      pending = Buffer.concat([pending, ...chunks]);
      chunks = [];
      chunkBytes = 0;
      const records: DriverRecord[] = [];
      for (let record = next(); record !== undefined; record = next()) records.push(record);
      return records;
    },
    noise: () => noise.toString() + (started ? '' : pending.subarray(0, KEPT_NOISE_BYTES - noise.length).toString()),
  };
}

/** Splits the text of an answers record (or of a step's answers) into exactly `count` answers. Throws ProtocolError. */
export function splitAnswers(text: Buffer, count: number): readonly string[] {
  const answers: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf(10, at);
    const size = end < 0 ? '' : text.subarray(at, end).toString();
    if (!/^\d{1,9}$/u.test(size)) throw new ProtocolError('an answer does not begin with its length');
    const stop = end + 1 + Number(size);
    if (stop >= text.length || text[stop] !== 10) throw new ProtocolError('an answer is shorter than it says');
    if (answers.length === count) throw new ProtocolError(`${count} answers were expected and ${count + 1} came`);
    answers.push(text.subarray(end + 1, stop).toString());
    at = stop + 1;
  }
  if (answers.length !== count) throw new ProtocolError(`${count} answers were expected and ${answers.length} came`);
  return answers;
}
