import { gunzipSync, gzipSync } from 'node:zlib';

/** One block as it was sent to a driver (see blocks.ts): its text, and how many bytes of what came it took. */
export interface SentBlock {
  readonly text: string;
  readonly bytes: number;
}

/** The first block of what was sent; undefined when it is not whole, or none. */
export function firstBlock(bytes: Buffer): SentBlock | undefined {
  const end = bytes.indexOf(10);
  const head = /^(z?)(\d+)$/u.exec(bytes.subarray(0, Math.max(0, end)).toString());
  if (head === null) {
    const text = bytes.subarray(0, Math.max(0, end)).toString();
    return / #rb[0-9a-f]+$/u.test(text) ? { text, bytes: end + 1 } : undefined;
  }
  const stop = end + 1 + Number(head[2]);
  if (stop > bytes.length) return undefined;
  const body = bytes.subarray(end + 1, stop);
  return { text: (head[1] === 'z' ? gunzipSync(body) : body).toString(), bytes: stop };
}

/** The text as a compressed block. */
export function packedBlock(text: string): Buffer {
  const packed = gzipSync(text);
  return Buffer.concat([Buffer.from(`z${packed.length}\n`), packed]);
}

/** The text as a block that is not compressed. */
export function plainBlock(text: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(text)}\n${text}`);
}
