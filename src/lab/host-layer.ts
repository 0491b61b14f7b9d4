import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Host, Inventory } from '../core/inventory.ts';
import type { LabHostState } from './lab-state.ts';
import { runCommand } from './run-command.ts';

/** What one host's own layer is made of. */
export interface HostLayer {
  readonly host: Host;
  /** Folder of the layer, over the shared ones. */
  readonly folder: string;
  /** The base layer, whose account files are extended. */
  readonly base: string;
  /** Public half of the lab's key, one line. */
  readonly publicKey: string;
}

const hostKeyTypes = ['ed25519', 'ecdsa', 'rsa'] as const;

/**
 * Writes what tells a host from the others: name, accounts, host keys. It is a lower layer, so that the overlay's upper directory
 * holds only what happened since. Keeps host keys that are there, so a lab that is built anew stays known.
 */
export async function writeHostLayer(layer: HostLayer, inventory: Inventory): Promise<void> {
  const { host, folder } = layer;
  const write = (path: string, text: string, mode = 0o644): void => writeLayerFile(folder, path, text, mode);
  makeFolder(folder);
  write('etc/hostname', `${host.name}\n`);
  write('etc/hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${host.name}\n`);
  if (!existsSync(join(folder, 'etc/machine-id'))) write('etc/machine-id', `${randomUUID().replaceAll('-', '')}\n`, 0o444);
  write('etc/runbook-lab-host', `${inventory.name} ${host.name}\n`);
  await writeHostKeys(folder);
  writeAccounts(layer);
}

/** Writes known_hosts (sshd(8)): each public key of each host, under its name and its address. A host's own layer is its topmost one. */
export function writeKnownHosts(file: string, hosts: readonly LabHostState[]): void {
  const lines = hosts.flatMap((host) => {
    const names = [host.name, host.address].map((name) => (host.port === 22 ? name : `[${name}]:${host.port}`)).join(',');
    return hostKeyTypes.map((type) => {
      const [algorithm = '', key = ''] = readFileSync(join(host.lower[0] ?? '', hostKeyPath(type)), 'utf8').split(' ');
      return `${names} ${algorithm} ${key}`;
    });
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

/** Writes a file of a layer with its parents; owner root, or the given user and group number. */
export function writeLayerFile(folder: string, path: string, text: string, mode = 0o644, owner = 0): void {
  const file = join(folder, path);
  makeFolder(dirname(file));
  writeFileSync(file, text);
  chmodSync(file, mode);
  chownSync(file, owner, owner);
}

/** Makes a folder that all may read, with its parents, whatever the umask is. Folders that are there keep their mode. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
  chmodSync(folder, 0o755);
}

function hostKeyPath(type: string): string {
  return `etc/ssh/ssh_host_${type}_key.pub`;
}

async function writeHostKeys(folder: string): Promise<void> {
  makeFolder(join(folder, 'etc/ssh'));
  await Promise.all(
    hostKeyTypes.map(async (type) => {
      const file = join(folder, hostKeyPath(type)).replace(/\.pub$/, '');
      if (!existsSync(file)) await runCommand(['ssh-keygen', '-q', '-t', type, '-N', '', '-C', 'lab', '-f', file]);
    }),
  );
}

/** The login account with the lab's key and sudo without a password, as a site's image would bring it. */
function writeAccounts(layer: HostLayer): void {
  const { host, folder, base, publicKey } = layer;
  const user = host.ssh.user;
  const write = (path: string, text: string, mode: number, owner = 0): void => writeLayerFile(folder, path, text, mode, owner);
  if (user === 'root') {
    writeKey(folder, 'root', publicKey, 0);
    return;
  }
  const id = 1000;
  const extend = (path: string, line: string, mode: number): void =>
    write(path, `${readFileSync(join(base, path), 'utf8')}${line}\n`, mode);
  extend('etc/passwd', `${user}:x:${id}:${id}:lab operator:/home/${user}:/bin/bash`, 0o644);
  extend('etc/group', `${user}:x:${id}:`, 0o644);
  extend('etc/shadow', `${user}:*:19700:0:99999:7:::`, 0o640);
  extend('etc/gshadow', `${user}:!::`, 0o640);
  for (const path of ['etc/shadow', 'etc/gshadow']) chownSync(join(folder, path), 0, shadowGroup(base));
  for (const file of ['.bashrc', '.profile', '.bash_logout'])
    write(`home/${user}/${file}`, readFileSync(join(base, 'etc/skel', file), 'utf8'), 0o644, id);
  writeKey(folder, `home/${user}`, publicKey, id);
  chownSync(join(folder, 'home', user), id, id);
  write(`etc/sudoers.d/${user}`, `${user} ALL=(ALL:ALL) NOPASSWD: ALL\n`, 0o440);
  chmodSync(join(folder, 'etc/sudoers.d'), 0o750);
}

function writeKey(folder: string, home: string, publicKey: string, owner: number): void {
  writeLayerFile(folder, `${home}/.ssh/authorized_keys`, `${publicKey.trim()}\n`, 0o600, owner);
  const place = join(folder, home, '.ssh');
  chmodSync(place, 0o700);
  chownSync(place, owner, owner);
  chmodSync(join(folder, home), home === 'root' ? 0o700 : 0o755);
}

/** Number of the group that may read /etc/shadow. */
function shadowGroup(base: string): number {
  const line = readFileSync(join(base, 'etc/group'), 'utf8')
    .split('\n')
    .find((one) => one.startsWith('shadow:'));
  return Number(line?.split(':')[2] ?? 0);
}
