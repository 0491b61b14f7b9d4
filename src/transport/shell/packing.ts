import { startupSnapshot } from 'node:v8';
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Text beyond this is compressed quickly rather than well, so that the event loop goes on: bytes. */
const LARGE_BYTES = 64 * 1024;
/** The longest text that one block can hold that is not compressed (RFC 1951, 3.2.4): bytes. */
const STORED_BYTES = 65_535;
/** First bytes of a stream by RFC 1952, section 2.3: deflate, no name, no time, Unix. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/**
 * The text by RFC 1952. Its first `common` characters are the same for many hosts: they are compressed once, and by themselves, and what follows refers to them. `tail` follows it as
 * it is: what differs from host to host though the text is the same for many, which is compressed once then.
 */
export function packed(text: string, common: number, tail: string): Buffer {
  const front = text.slice(0, common);
  const [ahead, rest, end] = [Buffer.from(front), Buffer.from(text.slice(common)), Buffer.from(tail)];
  const sum = crc32(end, crc32(rest, crc32(ahead)));
  return Buffer.concat([
    HEADER,
    ...(common === 0 ? [] : [deflated(`0 ${front}`, ahead, {})]),
    deflated(`${common} ${text}`, rest, common === 0 ? {} : { dictionary: ahead }),
    ending(end, sum, ahead.length + rest.length + end.length),
  ]);
}

/** What was compressed of late, by where it begins and the text up to its end: many hosts are sent the same. What was not used for the longest time goes first. */
const recent = new Map<string, Buffer>();
const MOST_RECENT = 16;

/** The bytes as blocks of RFC 1951 behind which others may come. `key` stands for them and for what they refer to. */
function deflated(key: string, bytes: Buffer, behind: { readonly dictionary?: Buffer }): Buffer {
  const known = recent.get(key);
  const isLarge = bytes.length > LARGE_BYTES;
  const made = known ?? deflateRawSync(bytes, { ...behind, level: isLarge ? 1 : 9, finishFlush: constants.Z_SYNC_FLUSH });
  // What is compressed while a snapshot is made is not what hosts are sent.
  if (isLarge || startupSnapshot.isBuildingSnapshot()) return made;
  recent.delete(key);
  const [oldest] = recent.keys();
  if (recent.size >= MOST_RECENT && oldest !== undefined) recent.delete(oldest);
  recent.set(key, made);
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
