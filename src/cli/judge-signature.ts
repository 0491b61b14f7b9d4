import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignatureVerdict } from '../core/signature-report.ts';
import { readSshSignature } from '../core/ssh-signature.ts';
import { fingerprint, hostKeyOf, keyTypeName } from '../transport/host-key.ts';
import type { Io } from './io.ts';
import { inPrivateFolder, runKeygen } from './ssh-keygen.ts';

/** What is signed: a text that names its digest, for one purpose. */
export interface SignedThing {
  /** In words, for messages. */
  readonly what: string;
  /** A signature that was made for another does not count (PROTOCOL.sshsig of OpenSSH). */
  readonly namespace: string;
  readonly text: string;
}

/** Names of allowed_signers that are tried for one signature. */
const MOST_PRINCIPALS = 32;
const CHECK_TIMEOUT_MS = 10_000;
/** Where ssh-keygen found nothing to complain about, it still says these. */
const NO_REASON = /^(No principal matched\.?|Could not verify signature\.?|)$/u;

/** Judges armored signatures of one thing, in their order. Throws RB6040 when ssh-keygen cannot be used. */
export function judgeSignatures(
  io: Io,
  signatures: readonly string[],
  thing: SignedThing,
  allowed: string | undefined,
): Promise<readonly SignatureVerdict[]> {
  return inPrivateFolder(io, async (folder) => {
    const verdicts: SignatureVerdict[] = [];
    for (const [index, armored] of signatures.entries())
      verdicts.push({ number: index + 1, ...(await judgeSignature(io, armored, thing, join(folder, `${index}.sig`), allowed)) });
    return verdicts;
  });
}

/** Judges one armored signature: whether it is sound, and with `allowed` whether one of the people named there made it. `file` is a place for it meanwhile. */
async function judgeSignature(
  io: Io,
  armored: string,
  { what, namespace, text }: SignedThing,
  file: string,
  allowed: string | undefined,
): Promise<Omit<SignatureVerdict, 'number'>> {
  const signature = readSshSignature(armored);
  if (signature === undefined) return { fault: 'it is no SSH signature (-----BEGIN SSH SIGNATURE-----)' };
  const seen = hostKeyOf(signature.publicKey);
  const claimed = { key: `${keyTypeName(seen.type)} ${fingerprint(seen)}` };
  if (signature.namespace !== namespace)
    return {
      ...claimed,
      fault: `it was made for another purpose: its namespace is "${signature.namespace}", not "${namespace}"`,
    };
  writeFileSync(file, armored, { mode: 0o600 });
  const ask = (...args: readonly string[]): ReturnType<typeof runKeygen> => runKeygen(io, args, text, { timeoutMs: CHECK_TIMEOUT_MS });

  const sound = await ask('-Y', 'check-novalidate', '-n', namespace, '-s', file);
  if (sound.code !== 0)
    return {
      ...claimed,
      fault: `it is not over this ${what}: the ${what} was changed after it, or it was made over another${reasonOf(sound.err)}`,
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
    const verified = await ask('-Y', 'verify', '-n', namespace, '-s', file, '-f', allowed, '-I', principal);
    if (verified.code === 0) return { ...key, signer: principal };
    reasons.push(verified.err);
  }
  return { ...key, fault: `no line of allowed_signers lets its key sign ${what}s now${reasonOf(reasons.join('\n'))}` };
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
