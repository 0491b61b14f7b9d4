import { lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Plan } from '../core/plan.ts';
import { SIGNATURE_NAMESPACE, signedText } from '../core/plan-digest.ts';
import type { SignatureReport, SignatureVerdict } from '../core/signature-report.ts';
import { readSshSignature } from '../core/ssh-signature.ts';
import { fingerprint, hostKeyOf, keyTypeName } from '../transport/host-key.ts';
import type { Io } from './io.ts';
import { inPrivateFolder, runKeygen } from './ssh-keygen.ts';

/** A plan with more signatures than this is refused before any is looked at. */
const MOST_SIGNATURES = 16;
/** Names of allowed_signers that are tried for one signature. */
const MOST_PRINCIPALS = 32;
const CHECK_TIMEOUT_MS = 10_000;
/** Where ssh-keygen found nothing to complain about, it still says these. */
const NO_REASON = /^(No principal matched\.?|Could not verify signature\.?|)$/u;

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
  const verdicts = await inPrivateFolder(io, async (folder) => {
    const made: SignatureVerdict[] = [];
    for (const [index, text] of signatures.entries()) {
      made.push({ number: index + 1, ...(await judge(io, text, signedText(digest), join(folder, `${index}.sig`), allowed)) });
    }
    return made;
  });
  const faults = verdicts.flatMap((verdict) => (verdict.fault === undefined ? [] : [badSignature(verdict, signatures.length)]));
  return { ...about, verdicts, problems: [...faults, ...(allowed === undefined ? [nobodySaid(inventoryFolder, verdicts)] : [])] };
}

/** Whose a sound signature is: `kim@site (ED25519 SHA256:…)`, or the key alone where nobody said whose it is. */
export function whoSigned(verdict: SignatureVerdict): string {
  return verdict.signer === undefined ? (verdict.key ?? '') : `${verdict.signer} (${verdict.key ?? ''})`;
}

/** Judges one armored signature over a text: whether it is sound, and with `allowed` whether one of the people named there made it. */
async function judge(
  io: Io,
  armored: string,
  text: string,
  file: string,
  allowed: string | undefined,
): Promise<Omit<SignatureVerdict, 'number'>> {
  const signature = readSshSignature(armored);
  if (signature === undefined) return { fault: 'it is no SSH signature (-----BEGIN SSH SIGNATURE-----)' };
  const seen = hostKeyOf(signature.publicKey);
  const claimed = { key: `${keyTypeName(seen.type)} ${fingerprint(seen)}` };
  if (signature.namespace !== SIGNATURE_NAMESPACE)
    return {
      ...claimed,
      fault: `it was made for another purpose: its namespace is "${signature.namespace}", not "${SIGNATURE_NAMESPACE}"`,
    };
  writeFileSync(file, armored, { mode: 0o600 });
  const ask = (...args: readonly string[]): ReturnType<typeof runKeygen> => runKeygen(io, args, text, { timeoutMs: CHECK_TIMEOUT_MS });

  const sound = await ask('-Y', 'check-novalidate', '-n', SIGNATURE_NAMESPACE, '-s', file);
  if (sound.code !== 0)
    return {
      ...claimed,
      fault: `it is not over this plan: the plan was changed after it, or it was made over another${reasonOf(sound.err)}`,
    };
  // Of a certificate, ssh-keygen tells the fingerprint of the key in it, as `ssh-keygen -l` does.
  const [, type, print] = / with (\S+) key (SHA256:\S+)$/mu.exec(sound.out) ?? [];
  const key = type === undefined || print === undefined ? claimed : { key: `${type} ${print}` };
  if (allowed === undefined) return key;

  const found = await ask('-Y', 'find-principals', '-f', allowed, '-s', file);
  if (found.code === undefined)
    return {
      ...key,
      fault: 'ssh-keygen -Y find-principals died; 8.7 and 8.8 do so over `namespaces=` in allowed_signers: leave it out, or use 8.9',
    };
  const reasons = [found.err];
  for (const principal of principalsIn(found.out)) {
    const verified = await ask('-Y', 'verify', '-n', SIGNATURE_NAMESPACE, '-s', file, '-f', allowed, '-I', principal);
    if (verified.code === 0) return { ...key, signer: principal };
    reasons.push(verified.err);
  }
  return { ...key, fault: `no line of allowed_signers lets its key sign plans now${reasonOf(reasons.join('\n'))}` };
}

/** Names that ssh-keygen printed, one a line. They stand in allowed_signers, or in a certificate that is signed by an authority named there. */
function principalsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((name) => /^\P{Cc}{1,256}$/u.test(name))
    .slice(0, MOST_PRINCIPALS);
}

/** What ssh-keygen gave as reason, in parentheses; empty when it gave none. */
function reasonOf(err: string): string {
  const lines = [...new Set(err.split('\n').map((line) => line.trim()))].filter((line) => !NO_REASON.test(line));
  return lines.length === 0 ? '' : ` (ssh-keygen: ${lines.slice(0, 3).join('; ')})`;
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
