import { readFileSync, statSync } from 'node:fs';
import type { Content } from '../core/action.ts';
import { sha256 } from '../core/digest.ts';
import { hasSentinel } from '../core/hole.ts';
import type { FileDigests } from './files.ts';
import type { RoleFile } from './model.ts';

/** A file of a role at an absolute path. Nothing is read before it is needed; then its digest is kept under the path as it is shown. */
export function roleFile(path: string, shown: string, digests: FileDigests): RoleFile {
  let content: Content | undefined;
  return {
    path,
    sizeBytes: () => statSync(path).size,
    content: () => {
      if (content !== undefined) return content;
      const bytes = readFileSync(path);
      digests.set(shown, sha256(bytes));
      content = contentOfBytes(bytes);
      return content;
    },
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
