import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { LONGEST_SIGNATURE, readSshSignature } from '../core/ssh-signature.ts';
import type { Io } from './io.ts';
import type { SignedThing } from './judge-signature.ts';
import type { SigningKey } from './signing-key.ts';
import { inPrivateFolder, runKeygen } from './ssh-keygen.ts';

/** What ssh-keygen says while all goes well. */
const USUAL = /^Signing data on standard input\s*$/u;

/**
 * Signs the digest of a plan or a journal and gives the armored signature. A passphrase, and the touch of a security key, are asked for by ssh-keygen itself, in the
 * terminal or with SSH_ASKPASS. Throws RB6042 when no signature comes of it.
 */
export async function makeSignature(io: Io, { what, namespace, text }: SignedThing, key: SigningKey): Promise<string> {
  const end = await inPrivateFolder(io, (folder) => {
    const args = ['-Y', 'sign', '-n', namespace, '-f', keyFile(key, folder)];
    return runKeygen(io, args, text, {
      listen: (said) => {
        if (!USUAL.test(said) && io.stderr.isTTY) io.stderr.write(said);
      },
    });
  });
  if (end.code === 0 && end.out.length <= LONGEST_SIGNATURE && readSshSignature(end.out) !== undefined) return end.out;
  throw new RunbookError({
    code: 'RB6042',
    severity: 'error',
    what: `the ${what} could not be signed with ${key.label}`,
    why: whyNot(io, end.err),
    mend: 'sign in a terminal, or load the key into an agent before (ssh-add KEY)',
  });
}

function keyFile({ place }: SigningKey, folder: string): string {
  if ('file' in place) return place.file;
  const file = join(folder, 'agent.pub');
  writeFileSync(file, `${place.publicKey}\n`, { mode: 0o600 });
  return file;
}

function whyNot(io: Io, err: string): string {
  const said = err
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !USUAL.test(line))
    .join('; ');
  if (/passphrase/u.test(said) && !io.stderr.isTTY)
    return `the key has a passphrase, and there may be no terminal in which it could be asked for (ssh-keygen: ${said})`;
  return said === '' ? 'ssh-keygen gave no reason' : `ssh-keygen: ${said}`;
}
