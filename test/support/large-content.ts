import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { ABSENT } from '../../src/core/answer.ts';
import { answersDigest, contentName, sha256 } from '../../src/core/digest.ts';
import type { LargeContent } from '../../src/core/large-content.ts';
import type { ReadyStep } from '../../src/core/session.ts';

export const MIB = 1024 * 1024;

/** Two whole pieces, and a third of some bytes. */
export const bytes = Buffer.concat([randomBytes(8 * MIB), Buffer.from('the end\n')]);
/** Its digest. */
export const digest = sha256(bytes);
const mine = { owner: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };

/** A content in memory that knows how many bytes were read of it. */
export function contentOf(all: Buffer, claimed = sha256(all)): { readonly content: LargeContent; readBytes(): number } {
  let readBytes = 0;
  const content: LargeContent = {
    digest: claimed,
    sizeBytes: all.length,
    read: async (offset, into) => {
      await Promise.resolve();
      readBytes += into.length;
      Buffer.from(into.buffer, into.byteOffset, into.length).set(all.subarray(offset, offset + into.length));
    },
    close: () => Promise.resolve(),
  };
  return { content, readBytes: () => readBytes };
}

/** A step that writes the large content to a path at which nothing is. */
export function stepThatWrites(path: string, more: { readonly validate?: readonly string[] } = {}): ReadyStep {
  return {
    id: `here file:${path}`,
    requests: [{ ask: 'digest', path }],
    before: answersDigest([ABSENT]),
    after: answersDigest([digest]),
    actions: [{ do: 'write', path, content: { base64: contentName(digest) }, mode: '0640', ...mine, ...more }],
    broughtBytes: bytes.length,
  };
}
