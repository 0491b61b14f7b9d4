import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../src/lab/run-command.ts';

const CACHE = '/var/cache/runbook-lab';

/** A root file system with the OpenSSH server of a Debian release, made when the cache has none; the first time takes minutes. Gives its path. Needs root. */
export async function sshdRoot(suite: string): Promise<string> {
  const root = join(CACHE, `sshd-${suite}`);
  if (existsSync(root)) return root;
  mkdirSync(CACHE, { recursive: true });
  const building = mkdtempSync(join(CACHE, `building-sshd-${suite}-`));
  try {
    const made = join(building, 'root');
    await runCommand(['unshare', '--mount', 'debootstrap', '--variant=minbase', '--include=openssh-server', suite, made]);
    // Whoever made it meanwhile made the same.
    if (!existsSync(root)) renameSync(made, root);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return root;
}
