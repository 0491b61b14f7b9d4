import { sha256 } from './digest.ts';
import { canonicalJson, toJson } from './json.ts';
import type { Plan } from './plan.ts';

/** The namespace of signatures of plans (SSHSIG, PROTOCOL.sshsig of OpenSSH): a signature made for something else does not count. */
export const SIGNATURE_NAMESPACE = 'runbook-plan';

/** The canonical text of a packed plan (RFC 8785), as it is stored. */
export function planText(plan: Plan): string {
  return canonicalJson(toJson(plan) ?? null);
}

/** The digest of a packed plan: SHA-256 (hex) of its canonical text without the signatures. */
export function planDigest(plan: Plan): string {
  const { signatures: _signatures, ...signed } = plan;
  return sha256(canonicalJson(toJson(signed) ?? null));
}

/** The text that a signature of a plan is over: short enough to be made by hand from a printed digest. */
export function signedText(digest: string): string {
  return `runbook.plan/1 sha256:${digest}\n`;
}
