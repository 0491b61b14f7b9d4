import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Plan } from '../core/plan.ts';
import { SIGNATURE_NAMESPACE, signedText } from '../core/plan-digest.ts';
import type { SignatureReport, SignatureVerdict } from '../core/signature-report.ts';
import type { Io } from './io.ts';
import { judgeSignatures, type SignedThing } from './judge-signature.ts';

/** A plan with more signatures than this is refused before any is looked at. */
const MOST_SIGNATURES = 16;

/** The file beside an inventory that says whose signatures count (ssh-keygen(1), ALLOWED SIGNERS); undefined when there is none. */
export function allowedSignersFile(inventoryFolder: string): string | undefined {
  const file = join(inventoryFolder, 'allowed_signers');
  // A link to nothing counts as there: what was to be checked must not pass unchecked.
  return lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : file;
}

/**
 * Checks the signatures of a plan whose digest this is. Throws RB6043 and RB6044 when it must not be carried out: `allowed_signers` lies in the inventory's
 * folder and nobody named there has signed, or a signature does not hold. What it gives may still hold a warning (RB6045).
 */
export async function checkPlanSignatures(io: Io, plan: Plan, digest: string, inventoryFolder: string): Promise<SignatureReport> {
  const report = await judgePlanSignatures(io, plan, digest, inventoryFolder);
  const errors = report.problems.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new RunbookError(...errors);
  return report;
}

/** What is signed of a plan: the line of its digest. */
export function planToSign(digest: string): SignedThing {
  return { what: 'plan', namespace: SIGNATURE_NAMESPACE, text: signedText(digest) };
}

/** Judges every signature of a plan. Throws RB6040 when there is one and ssh-keygen cannot be used. */
export async function judgePlanSignatures(io: Io, plan: Plan, digest: string, inventoryFolder: string): Promise<SignatureReport> {
  const signatures = plan.signatures ?? [];
  const allowed = allowedSignersFile(inventoryFolder);
  const about = { digest, ...(allowed === undefined ? {} : { allowedSigners: allowed }) };
  if (signatures.length > MOST_SIGNATURES) {
    const what = `the plan has ${signatures.length} signatures, and none was looked at`;
    return {
      ...about,
      verdicts: [],
      problems: [{ code: 'RB6044', severity: 'error', what, why: `more than ${MOST_SIGNATURES} are not read` }],
    };
  }
  if (signatures.length === 0) return { ...about, verdicts: [], problems: allowed === undefined ? [] : [notSigned(allowed)] };
  const verdicts = await judgeSignatures(io, signatures, planToSign(digest), allowed);
  const faults = verdicts.flatMap((verdict) => (verdict.fault === undefined ? [] : [badSignature(verdict, signatures.length)]));
  return { ...about, verdicts, problems: [...faults, ...(allowed === undefined ? [nobodySaid(inventoryFolder, verdicts)] : [])] };
}

/** Whose a sound signature is: `kim@site (ED25519 SHA256:…)`, or the key alone where nobody said whose it is. */
export function whoSigned(verdict: SignatureVerdict): string {
  return verdict.signer === undefined ? (verdict.key ?? '') : `${verdict.signer} (${verdict.key ?? ''})`;
}

function notSigned(allowed: string): Diagnostic {
  return {
    code: 'RB6043',
    severity: 'error',
    what: 'the plan is not signed',
    why: `${allowed} is there: a plan must be signed by somebody whom it names`,
    mend: 'let one of them read and sign it: runbook sign FILE',
  };
}

function badSignature(verdict: SignatureVerdict, count: number): Diagnostic {
  return {
    code: 'RB6044',
    severity: 'error',
    what: `signature ${verdict.number} of ${count}${verdict.key === undefined ? '' : ` (${verdict.key})`} does not count`,
    why: verdict.fault ?? '',
    mend: 'find out how it came there; a plan that was changed after it was signed is to be made, read and signed anew',
  };
}

function nobodySaid(inventoryFolder: string, verdicts: readonly SignatureVerdict[]): Diagnostic {
  const sound = verdicts.filter((verdict) => verdict.fault === undefined).flatMap((verdict) => verdict.key ?? []);
  return {
    code: 'RB6045',
    severity: 'warning',
    what: 'nobody said whose signatures count',
    why: `there is no ${join(inventoryFolder, 'allowed_signers')}; ${sound.length === 0 ? 'no signature is sound' : `sound, by whoever holds the key: ${sound.join(', ')}`}`,
    mend: 'compare the fingerprints by hand, or name the people in allowed_signers (ssh-keygen(1), ALLOWED SIGNERS)',
  };
}
