import { readFileSync, statSync } from 'node:fs';
import type { Content } from '../core/action.ts';
import { sha256 } from '../core/digest.ts';
import { hasSentinel } from '../core/hole.ts';
import { LARGE_CONTENT_BYTES } from '../core/large-content.ts';
import type { LargeSource } from '../resources/file-content.ts';
import type { FileDigests } from './files.ts';
import { readLarge } from './large-digests.ts';
import type { RoleFile } from './model.ts';

/** A file of a role at an absolute path. Nothing is read before it is needed; then its digest is kept under the path as it is shown. */
export function roleFile(path: string, shown: string, digests: FileDigests): RoleFile {
  let content: Content | LargeSource | undefined;
  const read = (): Content | LargeSource => {
    const sizeBytes = statSync(path).size;
    if (sizeBytes > LARGE_CONTENT_BYTES) {
      const large = readLarge(path);
      digests.set(shown, large.digest);
      return large;
    }
    const bytes = readFileSync(path);
    digests.set(shown, sha256(bytes));
    return contentOfBytes(bytes);
  };
  return {
    path,
    content: () => {
      content ??= read();
      return content;
    },
    stored: () =>
      content !== undefined && 'digest' in content
        ? { digest: content.digest, stored: { file: shown, sizeBytes: content.sizeBytes } }
        : undefined,
  };
}

/** Bytes as a content: text where they are UTF-8 without a character that only holes may contain. */
function contentOfBytes(bytes: Buffer): Content {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return hasSentinel(text) ? { base64: bytes.toString('base64') } : { text };
  } catch {
    return { base64: bytes.toString('base64') };
  }
}
