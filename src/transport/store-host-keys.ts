import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { Host } from '../core/inventory.ts';
import type { HostKey } from './host-key.ts';
import { knownHostName } from './known-hosts.ts';

/** Keys of a host that the operator has compared and confirmed. */
export interface ConfirmedKeys {
  readonly host: Pick<Host, 'name' | 'address' | 'ssh'>;
  readonly keys: readonly HostKey[];
}

/**
 * Adds keys to a known_hosts file, made when it is not there. A line that this program wrote for the same names with another key of the same type
 * becomes a comment, since the host has a new key now; all else stays as it is. The file is replaced in one step, so that a reader never sees half of it. `note` (who confirmed it, and when) stands as a comment before the lines.
 */
export async function storeHostKeys(file: string, confirmed: readonly ConfirmedKeys[], note: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const present = new Set(before.split('\n'));
  const lines = confirmed.flatMap((one) => one.keys.map((key) => knownHostLine(one.host, key))).filter((line) => !present.has(line));
  if (lines.length === 0) return;
  const mode = before === '' ? 0o644 : (await stat(file)).mode & 0o777;
  const kept = before.split('\n').map((line) => (isReplaced(line, confirmed) ? `# replaced: ${line}` : line));
  const head = before === '' || before.endsWith('\n') ? kept.join('\n') : `${kept.join('\n')}\n`;
  const candidate = `${file}.new`;
  await writeFile(candidate, `${head}# ${note.replace(/[\r\n]+/gu, ' ')}\n${lines.join('\n')}\n`, { mode });
  await rename(candidate, file);
}

/** True for a line of the same names and type as a confirmed key, with another key. */
function isReplaced(line: string, confirmed: readonly ConfirmedKeys[]): boolean {
  return confirmed.some((one) =>
    one.keys.some((key) => {
      const now = knownHostLine(one.host, key);
      return line !== now && line.startsWith(now.slice(0, now.length - key.base64.length));
    }),
  );
}

/** A line of known_hosts under the host's name and address, as `storeHostKeys` writes it. */
export function knownHostLine(host: ConfirmedKeys['host'], key: HostKey): string {
  const names = [...new Set([host.name, knownHostName(host.address, host.ssh.port)])];
  return `${names.join(',')} ${key.type} ${key.base64}`;
}
