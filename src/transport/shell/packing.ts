import { startupSnapshot } from 'node:v8';
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Text beyond this is compressed quickly rather than well, so that the event loop goes on: bytes. */
const LARGE_BYTES = 64 * 1024;
/** The longest text that can stand in front as one block that is not compressed (RFC 1951, 3.2.4): bytes. */
const STORED_BYTES = 65_535;
/** First bytes of a stream by RFC 1952, section 2.3: deflate, no name, no time, Unix. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** The text by RFC 1952. `tail` follows it as it is: what differs from host to host though the text is the same for many, which is compressed once then. */
export function packed(text: string, tail: string): Buffer {
  const bytes = Buffer.from(text);
  const end = Buffer.from(tail);
  return Buffer.concat([HEADER, deflated(text, bytes), ending(end, crc32(end, crc32(bytes)), bytes.length + end.length)]);
}

/** A text that refers to another. */
export interface Continued {
  /** The two length fields of the text before, for printf(1). */
  readonly lengths: string;
  /** What follows that text in a stream by RFC 1952. */
  readonly bytes: Buffer;
}

/** The text as what follows `before`; undefined when one of them is too long for that. See functions/unpack.sh. */
export function packedBehind(before: Buffer, text: string, tail: string): Continued | undefined {
  const bytes = Buffer.from(text);
  const end = Buffer.from(tail);
  if (before.length > STORED_BYTES || bytes.length + end.length > LARGE_BYTES) return undefined;
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(before.length, 0);
  lengths.writeUInt16LE(STORED_BYTES - before.length, 2);
  const sum = crc32(end, crc32(bytes, crc32(before)));
  return {
    lengths: [...lengths].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
    bytes: Buffer.concat([
      deflateRawSync(bytes, { level: 9, dictionary: before, finishFlush: constants.Z_SYNC_FLUSH }),
      ending(end, sum, before.length + bytes.length + end.length),
    ]),
  };
}

/** Compressed texts of late, by text: many hosts are sent the same. */
const recent = new Map<string, Buffer>();
const MOST_RECENT = 16;

/** The text as blocks of RFC 1951 behind which others may come. */
function deflated(text: string, bytes: Buffer): Buffer {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const made = deflateRawSync(bytes, { level: bytes.length > LARGE_BYTES ? 1 : 9, finishFlush: constants.Z_SYNC_FLUSH });
  // What is compressed while a snapshot is made is not what hosts are sent.
  if (bytes.length > LARGE_BYTES || startupSnapshot.isBuildingSnapshot()) return made;
  const [oldest] = recent.keys();
  if (recent.size >= MOST_RECENT && oldest !== undefined) recent.delete(oldest);
  recent.set(text, made);
  return made;
}

/** The last block, which is not compressed (RFC 1951, section 3.2.4), and the trailer of RFC 1952: the checksum and the length of the whole. */
function ending(tail: Buffer, sum: number, length: number): Buffer {
  const block = Buffer.alloc(5 + tail.length + 8);
  block[0] = 1;
  block.writeUInt16LE(tail.length, 1);
  block.writeUInt16LE(STORED_BYTES - tail.length, 3);
  block.set(tail, 5);
  block.writeUInt32LE(sum, 5 + tail.length);
  block.writeUInt32LE(length, 9 + tail.length);
  return block;
}
