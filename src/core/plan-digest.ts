import { createHash } from 'node:crypto';
import { canonicalJson, writeCanonical } from './json.ts';
import type { Plan } from './plan.ts';
import { createRecent } from './recent.ts';
import { giveTurn } from './turns.ts';

/** The namespace of signatures of plans (SSHSIG, PROTOCOL.sshsig of OpenSSH): a signature made for something else does not count. */
export const SIGNATURE_NAMESPACE = 'runbook-plan';

/** The canonical text of a packed plan (RFC 8785), as it is stored. */
export function planText(plan: Plan): string {
  const blocks: Buffer[] = [];
  planBytes(plan, (block) => blocks.push(Buffer.from(block)));
  return Buffer.concat(blocks).toString('utf8');
}

/** The digest of a packed plan: SHA-256 (hex) of its canonical text without the signatures. */
export function planDigest(plan: Plan): string {
  const { signatures: _signatures, ...signed } = plan;
  const hash = createHash('sha256');
  planBytes(signed, (block) => hash.update(block));
  return hash.digest('hex');
}

/** The same for many steps: others get their turn between them. */
export async function planDigestInTurns(plan: Plan): Promise<string> {
  const { signatures: _signatures, ...signed } = plan;
  const hash = createHash('sha256');
  await planPieces(signed, (piece) => hash.update(piece));
  return hash.digest('hex');
}

/** Gives the canonical text of a plan piece by piece, a step or a content at most at a time; others get their turn between them. */
export async function planPieces(plan: Omit<Plan, 'signatures'>, take: (piece: string) => void): Promise<void> {
  const members = Object.entries<unknown>(plan).filter(([, value]) => value !== undefined);
  let before = '{';
  for (const [key, value] of members.sort(([a], [b]) => (a < b ? -1 : 1))) {
    take(`${before}${JSON.stringify(key)}:`);
    before = ',';
    if (Array.isArray(value)) await listPieces(value, take);
    else if (key === 'contents') await contentPieces(plan.contents, take);
    else take(textOf(value));
  }
  take('}');
}

/** Gives the canonical text of a list piece by piece, an item at a time; others get their turn between them. */
export async function listPieces(list: readonly unknown[], take: (piece: string) => void): Promise<void> {
  // What steps of hosts that are alike share in memory is written out once.
  const known = createRecent<object, string>();
  take('[');
  for (const [index, item] of list.entries()) {
    take(`${index === 0 ? '' : ','}${textOf(item, (part) => (part === item ? undefined : known.of(part, () => textOf(part))))}`);
    await giveTurn();
  }
  take(']');
}

async function contentPieces(contents: Plan['contents'], take: (piece: string) => void): Promise<void> {
  take('{');
  for (const [index, id] of Object.keys(contents).sort().entries()) {
    take(`${index === 0 ? '' : ','}${JSON.stringify(id)}:${textOf(contents[id])}`);
    await giveTurn();
  }
  take('}');
}

function textOf(value: unknown, knownText?: (part: object) => string | undefined): string {
  let text = '';
  writeCanonical(value, (piece) => (text += piece), knownText);
  return text;
}

/** The digest of the packed plan that was read from these bytes, which are its canonical text. */
export function planDigestOf(bytes: Uint8Array, { signatures }: Plan): string {
  const hash = createHash('sha256');
  // Nothing before this member can look like it: quotes within texts are escaped, and no other member of that name comes earlier.
  const left = Buffer.from(signatures === undefined ? '' : `,"signatures":${canonicalJson(signatures)}`);
  const from = left.length === 0 ? bytes.length : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(left);
  return hash
    .update(bytes.subarray(0, from))
    .update(bytes.subarray(from + left.length))
    .digest('hex');
}

/** The text that a signature of a plan is over: short enough to be made by hand from a printed digest. */
export function signedText(digest: string): string {
  return `runbook.plan/1 sha256:${digest}\n`;
}

/** Bytes that are gathered before they are given on. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Gives the canonical text of a plan, or of any value, as UTF-8, block by block: the text of a plan for many hosts would fill the memory. A block is only good until the next is
 * given. `textOf` is that of `writeCanonical`.
 */
export function planBytes(plan: unknown, take: (block: Uint8Array) => void, textOf?: (part: object) => string | undefined): void {
  const buffer = Buffer.alloc(BLOCK_BYTES);
  let used = 0;
  const flush = (): void => {
    take(buffer.subarray(0, used));
    used = 0;
  };
  writeCanonical(
    plan,
    (piece) => {
      // No character takes more than three bytes for each of its UTF-16 units.
      if (used + piece.length * 3 > BLOCK_BYTES) flush();
      if (piece.length * 3 > BLOCK_BYTES) take(Buffer.from(piece, 'utf8'));
      else used += buffer.write(piece, used, 'utf8');
    },
    textOf,
  );
  flush();
}
