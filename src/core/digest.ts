import { hash } from 'node:crypto';
import type { Content } from './action.ts';
import { hasHole, holeText } from './hole.ts';

/** SHA-256 in lower-case hex. Text counts as UTF-8. */
export function sha256(bytes: string | Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** Digest of the answers of a guard, as the host computes it: of each answer its length in bytes, a newline, the answer, a newline. */
export function answersDigest(answers: readonly string[]): string {
  return sha256(answers.map((answer) => `${Buffer.byteLength(answer)}\n${answer}\n`).join(''));
}

/** The name of a content in a plan: the digest of its text as it stands, holes included. Bytes that are only named have it in their name. */
export function contentId(content: Content): string {
  return (
    ('base64' in content ? namedDigest(content.base64) : undefined) ?? sha256('text' in content ? content.text : contentBytes(content))
  );
}

/** In the place of a text in a packed plan, and of the bytes of a large file: what it stands for is the content with that SHA-256 (hex). */
const PREFIX = 'content:sha256:';

/** The text that names a content by its digest. No base64 looks like it. */
export function contentName(digest: string): string {
  return PREFIX + digest;
}

/** The digest that such a name states; undefined for any other text. */
export function namedDigest(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** Digest that a file with this content will have: hex, or a hole where the content has holes itself. */
export function predictedDigest(content: Content): string {
  return 'text' in content && hasHole(content.text) ? holeText({ kind: 'digest', content: contentId(content) }) : contentId(content);
}

/** The bytes of a content as it stands. */
export function contentBytes(content: Content): Uint8Array {
  return 'text' in content ? Buffer.from(content.text, 'utf8') : Buffer.from(content.base64, 'base64');
}
