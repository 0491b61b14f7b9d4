import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { niced } from './niced.ts';

/** The key that signs the lab's repositories. Made anew at each build; it proves nothing outside the lab. */
export interface SigningKey {
  /** GnuPG home folder, mode 0700. Short, since gpg-agent's socket lies in it. */
  readonly home: string;
  /** User id that names it. */
  readonly name: string;
  /** Public half as apt reads it (`Signed-By`): binary. */
  readonly keyring: string;
  /** Public half as rpm reads it: armoured. */
  readonly armoured: string;
}

/** Makes an RSA key without a passphrase in `folder` (gpg(1), --quick-generate-key) and exports its public half. */
export async function makeSigningKey(folder: string): Promise<SigningKey> {
  const home = join(folder, 'gnupg');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const name = 'runbook lab';
  const gpg = gpgCommand(home);
  await runCommand(niced([...gpg, '--passphrase', '', '--quick-generate-key', name, 'rsa3072', 'sign', 'never']));
  const keyring = join(folder, 'runbook-lab.gpg');
  const armoured = join(folder, 'RPM-GPG-KEY-runbook-lab');
  await runCommand(niced([...gpg, '--output', keyring, '--export', name]));
  await writeFile(armoured, await runCommand(niced([...gpg, '--armor', '--export', name])));
  return { home, name, keyring, armoured };
}

/** Ends the agent that gpg started for this key; without it a process would outlive the build. */
export async function closeSigningKey(key: SigningKey): Promise<void> {
  await runCommand(niced(['gpgconf', '--homedir', key.home, '--kill', 'all']));
}

/** gpg, not asking anything, on that home folder. */
export function gpgCommand(home: string): readonly string[] {
  return ['gpg', '--homedir', home, '--batch', '--yes', '--quiet', '--pinentry-mode', 'loopback'];
}
