import { join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Inventory } from '../core/inventory.ts';
import type { LabState } from '../lab/lab-state.ts';
import type { Links } from '../transport/channel.ts';
import { localLinks } from '../transport/local-links.ts';
import { mixedLinks } from '../transport/mixed-links.ts';
import { sshLinks, type SshLinks } from '../transport/ssh-links.ts';
import type { Ask } from '../transport/prompt.ts';
import type { Io } from './io.ts';
import type { SiteOptions } from './options.ts';

/** Connections to the hosts of an inventory, with the operator's keys, and host keys from beside the inventory. */
export function siteLinks(
  io: Io,
  inventory: Inventory,
  lab: LabState | undefined,
  options: SiteOptions,
  ask: Ask,
  warn: (diagnostic: Diagnostic) => void,
): SshLinks {
  return sshLinks({
    hosts: inventory.hosts,
    inventoryKnownHosts: [knownHostsFile(inventory, lab)],
    userKnownHosts: inventory.lab ? [] : [join(io.home, '.ssh', 'known_hosts')],
    agentSocket: inventory.lab ? undefined : io.env['SSH_AUTH_SOCK'],
    askPassword: options.askPass ?? false,
    ask,
    warn,
  });
}

/** The same for planning and running: hosts with `connection: local` are this machine itself. */
export function hostLinks(inventory: Inventory, ssh: SshLinks): Links {
  const local = new Set(inventory.hosts.filter((host) => host.connection === 'local').map((host) => host.name));
  return local.size === 0 ? ssh : mixedLinks((host) => local.has(host), localLinks(), ssh);
}

/** The known_hosts file that belongs to an inventory: beside it, or the lab's. */
export function knownHostsFile(inventory: Inventory, lab: LabState | undefined): string {
  return lab?.knownHosts ?? join(inventory.folder, 'known_hosts');
}
