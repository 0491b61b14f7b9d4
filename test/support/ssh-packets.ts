/** What a client sent in the clear: its identification, and the types of the packets up to the first that cannot be read (RFC 4253, sections 4.2 and 6). */
export interface ClearBytes {
  readonly identification: string;
  readonly types: readonly number[];
  /** Bytes after the last packet in the clear. */
  readonly rest: number;
}

const NEWKEYS = 21;

/** Reads the bytes of one connection up to NEWKEYS, after which all is encrypted. */
export function clearBytes(bytes: Buffer): ClearBytes {
  const end = bytes.indexOf('\r\n');
  const types: number[] = [];
  let at = end + 2;
  while (at + 6 <= bytes.length && types.at(-1) !== NEWKEYS) {
    const type = bytes[at + 5];
    if (type === undefined) break;
    types.push(type);
    at += 4 + bytes.readUInt32BE(at);
  }
  return { identification: bytes.subarray(0, end).toString('latin1'), types, rest: bytes.length - at };
}
