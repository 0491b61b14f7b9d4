import { closeSync, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import { createHash } from 'node:crypto';
import type { LargeSource } from '../resources/file-content.ts';

/** What of a large file is in memory at once, in bytes. */
const BLOCK_BYTES = 1024 * 1024;

/** The digests that were made, by the versions of the files. */
const made = new Map<string, string>();

/** What is another when somebody wrote to a file, or put another one into its place. */
export function fileVersion({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** True when a file of that version was read before, and had that digest. */
export function hadDigest(version: string, digest: string): boolean {
  return made.get(version) === digest;
}

/** The digest and size of a file, read block by block. */
export function readLarge(path: string): LargeSource {
  const hash = createHash('sha256');
  const block = Buffer.alloc(BLOCK_BYTES);
  const descriptor = openSync(path, 'r');
  const version = (): string => fileVersion(fstatSync(descriptor, { bigint: true }));
  try {
    const before = version();
    let sizeBytes = 0;
    for (;;) {
      const bytes = readSync(descriptor, block);
      if (bytes === 0) break;
      hash.update(block.subarray(0, bytes));
      sizeBytes += bytes;
    }
    const digest = hash.digest('hex');
    if (version() === before) made.set(before, digest);
    return { digest, sizeBytes };
  } finally {
    closeSync(descriptor);
  }
}
