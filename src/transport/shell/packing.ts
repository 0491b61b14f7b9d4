import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** Text beyond this is compressed quickly rather than well, so that the event loop goes on: bytes. */
const LARGE_BYTES = 64 * 1024;
/** The longest text that can stand in front as one block that is not compressed (RFC 1951, 3.2.4): bytes. */
const STORED_BYTES = 65_535;

/** The text by RFC 1952. */
export function packed(text: Buffer): Buffer {
  return gzipSync(text, { level: text.length > LARGE_BYTES ? 1 : 9 });
}

/** A text that refers to another. */
export interface Continued {
  /** The two length fields of the text before, for printf(1). */
  readonly lengths: string;
  /** What follows that text in a stream by RFC 1952. */
  readonly bytes: Buffer;
}

/** The text as what follows `before`; undefined when one of them is too long for that. See functions/unpack.sh. */
export function packedBehind(before: Buffer, text: Buffer): Continued | undefined {
  if (before.length > STORED_BYTES || text.length > LARGE_BYTES) return undefined;
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(before.length, 0);
  lengths.writeUInt16LE(STORED_BYTES - before.length, 2);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text, crc32(before)), 0);
  trailer.writeUInt32LE(before.length + text.length, 4);
  return {
    lengths: [...lengths].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
    bytes: Buffer.concat([deflateRawSync(text, { level: 9, dictionary: before }), trailer]),
  };
}
