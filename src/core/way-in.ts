import { anyEntry, matchesEntry, type Footprint } from './footprint.ts';
import type { Step } from './plan.ts';

/** After so many seconds a host takes a guarded step back by itself, unless it was confirmed, where the inventory says nothing else. */
export const GUARD_SECONDS = 60;

/** What lets nobody in any more, or is the way itself, when it is wrong: entries as in a footprint. */
const WAY_IN: readonly { readonly things: readonly string[]; readonly why: string }[] = [
  { things: ['path:/etc/ssh', 'path:/etc/ssh/**', 'unit:ssh', 'unit:sshd', 'unit:ssh.socket', 'unit:sshd.socket'], why: 'sshd' },
  { things: ['path:/etc/sudoers', 'path:/etc/sudoers.d', 'path:/etc/sudoers.d/**'], why: 'becoming root' },
  {
    things: [
      'path:/etc/pam.d',
      'path:/etc/pam.d/**',
      'path:/etc/security/access.conf',
      'path:/etc/nologin',
      'path:/etc/hosts.allow',
      'path:/etc/hosts.deny',
    ],
    why: 'every login, that of sudo too',
  },
  {
    things: [
      ...['NetworkManager', 'sysconfig/network-scripts', 'systemd/network', 'netplan', 'network'].flatMap((one) => [
        `path:/etc/${one}`,
        `path:/etc/${one}/**`,
      ]),
      ...['systemd-networkd', 'NetworkManager', 'networking', 'network'].map((unit) => `unit:${unit}`),
    ],
    why: 'addresses and routes',
  },
  {
    things: [
      'path:/etc/nftables*',
      'path:/etc/nftables*/**',
      'path:/etc/sysconfig/nftables.conf',
      'path:/etc/firewalld',
      'path:/etc/firewalld/**',
      'table:*',
      ...['firewalld', 'nftables', 'iptables', 'ufw'].map((unit) => `unit:${unit}`),
    ],
    why: 'the firewall',
  },
  { things: ['interface:*', 'unit:wg-quick@*'], why: 'tunnels' },
];

/** The client's side of SSH, and what sshd does without. */
const NOT_THE_WAY = [
  'path:/etc/ssh/ssh_config',
  'path:/etc/ssh/ssh_config.d',
  'path:/etc/ssh/ssh_config.d/**',
  'path:/etc/ssh/ssh_known_hosts*',
  'path:/etc/ssh/moduli',
];

/** Files that are read by what a step lets read anew: put back before, when the run has changed them, whether or not the step names them. */
const READERS: readonly { readonly things: readonly string[]; readonly reads: readonly string[] }[] = [
  { things: ['unit:ssh', 'unit:sshd', 'unit:ssh.socket', 'unit:sshd.socket'], reads: ['path:/etc/ssh/**'] },
  { things: ['unit:NetworkManager', 'unit:network'], reads: ['path:/etc/NetworkManager/**', 'path:/etc/sysconfig/network-scripts/**'] },
  { things: ['unit:systemd-networkd'], reads: ['path:/etc/systemd/network/**', 'path:/etc/netplan/**'] },
  { things: ['unit:networking'], reads: ['path:/etc/network/**'] },
  { things: ['unit:nftables'], reads: ['path:/etc/nftables*', 'path:/etc/nftables*/**', 'path:/etc/sysconfig/nftables.conf'] },
  { things: ['unit:firewalld'], reads: ['path:/etc/firewalld/**'] },
  { things: ['interface:*', 'unit:wg-quick@*'], reads: ['path:/etc/wireguard/**'] },
];

const notTheWay = anyEntry(NOT_THE_WAY);
/** What is the way in, by the accounts by which a host is entered. */
const ways = new Map<string, RegExp>();

/** True when a step with this footprint could cut the way to its host. `accounts` are those by which it is entered: the login's, and the one become. */
export function couldCutWay(footprint: Footprint, accounts: readonly string[]): boolean {
  const key = accounts.join(' ');
  let way = ways.get(key);
  if (way === undefined) {
    way = anyEntry([...WAY_IN.flatMap((one) => one.things), ...accounts.flatMap((name) => thingsOfAccount(name))]);
    ways.set(key, way);
  }
  for (const entry of footprint) if (way.test(shortName(entry)) && !notTheWay.test(entry)) return true;
  return false;
}

/** Entries of what is read anew by a step with this footprint. */
export function readAnew(footprint: Footprint): readonly string[] {
  return READERS.filter(({ things }) => footprint.some((entry) => isAmong(entry, things))).flatMap(({ reads }) => reads);
}

/** True when the host is armed before the step: it can take it back by itself. */
export function isArmable(step: Pick<Step, 'labels' | 'undo'>): boolean {
  return (
    step.labels.includes('guarded') &&
    step.undo !== undefined &&
    step.undo.length > 0 &&
    !step.undo.some((action) => action.do === 'run' && action.long === true)
  );
}

/** True when a step could cut the way to its host, and the host cannot take it back by itself. */
export function isUnarmed(step: Pick<Step, 'labels' | 'undo'>): boolean {
  return step.labels.includes('guarded') && step.undo?.length !== 0 && !isArmable(step);
}

/** True when an entry of a footprint is one of the things, or is matched by one as a pattern. */
export function isAmong(entry: string, things: readonly string[]): boolean {
  return things.some((thing) => matchesEntry(thing, shortName(entry)));
}

/** An entry, with a unit as systemctl(1) takes it: without its ending when that is `.service`. */
function shortName(entry: string): string {
  return entry.startsWith('unit:') && entry.endsWith('.service') ? entry.slice(0, -'.service'.length) : entry;
}

function thingsOfAccount(name: string): readonly string[] {
  const home = name === 'root' ? '/root' : `/home/${name}`;
  return [`user:${name}`, `group:${name}`, `path:${home}`, `path:${home}/.ssh`, `path:${home}/.ssh/**`];
}
