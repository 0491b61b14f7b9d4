import { createHash } from 'node:crypto';
import { writeCanonical } from './json.ts';
import type { Plan } from './plan.ts';

/** The namespace of signatures of plans (SSHSIG, PROTOCOL.sshsig of OpenSSH): a signature made for something else does not count. */
export const SIGNATURE_NAMESPACE = 'runbook-plan';

/** The canonical text of a packed plan (RFC 8785), as it is stored. */
export function planText(plan: Plan): string {
  const pieces: string[] = [];
  inBlocks(plan, (block) => pieces.push(block));
  return pieces.join('');
}

/** The digest of a packed plan: SHA-256 (hex) of its canonical text without the signatures. */
export function planDigest(plan: Plan): string {
  const { signatures: _signatures, ...signed } = plan;
  const hash = createHash('sha256');
  inBlocks(signed, (block) => hash.update(block));
  return hash.digest('hex');
}

/** The text that a signature of a plan is over: short enough to be made by hand from a printed digest. */
export function signedText(digest: string): string {
  return `runbook.plan/1 sha256:${digest}\n`;
}

/** Characters that are gathered before they are given on. */
const BLOCK = 64 * 1024;

function inBlocks(value: unknown, take: (block: string) => void): void {
  let block = '';
  writeCanonical(value, (piece) => {
    block += piece;
    if (block.length < BLOCK) return;
    take(block);
    block = '';
  });
  take(block);
}
