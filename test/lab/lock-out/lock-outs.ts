/* What the tests of lock-outs are made of: the hosts, and by host what lets everybody in and what lets nobody in. */

/** All hosts on which something is tried. Of those in the group `bare` sshd is all that runs: they have no systemd. */
export const inventory = `
lab: true
ssh: { user: ops }
zones:
  outside:  { cidr: 198.18.1.0/24 }
  mgmt:     { cidr: 198.18.20.0/24 }
  internal: { cidr: 198.18.30.0/24, via: bastion }
  beyond:   { cidr: 198.18.40.0/24, via: gate }
hosts:
  bastion: { zone: mgmt, address: 198.18.20.10 }
  gate:    { zone: mgmt, address: 198.18.20.11 }
  behind:  { zone: beyond, address: 198.18.40.11, groups: [bare] }
  filter:  { zone: internal, address: 198.18.30.11 }
  users:   { zone: internal, address: 198.18.30.12 }
  port:    { zone: internal, address: 198.18.30.13 }
  route:   { zone: internal, address: 198.18.30.14, groups: [bare] }
  sudo:    { zone: internal, address: 198.18.30.15, groups: [bare] }
  killed:  { zone: internal, address: 198.18.30.16 }
  boot:    { zone: internal, address: 198.18.30.17 }
  far:     { zone: internal, address: 198.18.30.50 }
flows:
  - { from: outside, to: [bastion, gate], ports: [22/tcp], purpose: administration }
  - { from: bastion, to: internal, ports: [22/tcp], purpose: administration }
  - { from: gate, to: beyond, ports: [22/tcp], purpose: administration }
  - { from: bastion, to: internal, ports: [51820/udp], purpose: tunnel }
  - { from: internal, to: bastion, ports: [51820/udp], purpose: tunnel }
  - { from: [mgmt, internal], to: packages, ports: [80/tcp], purpose: packages }
services: { packages: { address: 198.18.20.2 } }
`;
export const shutHosts = ['gate', 'filter', 'users', 'port', 'route', 'sudo', 'killed', 'boot', 'far'] as const;

/** A task, as YAML would have it. */
export type Task = Readonly<Record<string, unknown>>;
/** A firewall that lets one network in. */
export const firewall = (from: string): Task => ({
  name: 'Firewall',
  firewall_table: { rules: { input: [{ comment: 'administration', protocol: 'tcp', ports: ['22'], from: [from] }] } },
});
const sshd = (text: string): readonly Task[] => [
  { name: 'Settings', file: { path: '/etc/ssh/sshd_config.d/site.conf', content: text } },
  { name: 'sshd', service: { name: 'ssh', runs_with: ['file:/etc/ssh/sshd_config.d/site.conf'] } },
];
const sudoers = (rule: string): Task => ({
  name: 'Sudoers',
  file: { path: '/etc/sudoers.d/zz-site', content: `${rule}\n`, mode: '0440', validate: ['visudo', '-c', '-f', '%s'] },
});
const deleteRoute = (prefix: string): Task => ({
  name: 'Route',
  guarded: true,
  command: {
    name: 'route',
    argv: ['ip', 'route', 'del', ...prefix.split(' ')],
    unless: ['sh', '-c', `test -z "$(ip route show ${prefix})"`],
    undo: ['ip', 'route', 'replace', ...prefix.split(' '), 'via', '198.18.30.1'],
  },
});
const tunnel = (name: string, address: string, peer: Task): Task => ({
  name: 'Tunnel',
  wireguard_tunnel: { name, address, listen_port: 51820, key: '/etc/wireguard/wg0.key', peers: [peer] },
});
/** Public keys of the two ends, made before anything is tried. */
export const keys = new Map<string, string>();
/** The end of the tunnel at `far`: through it everybody comes who comes from the bastion. */
export const farEnd = (allowed: string): Task =>
  tunnel('wg0', '10.77.0.2/24', {
    name: 'bastion',
    public_key: keys.get('bastion'),
    allowed_ips: [allowed],
    endpoint: '198.18.20.10:51820',
    keepalive_s: 25,
  });
/** The end at the bastion, with the key of the other end. */
export const bastionEnd = (key: string | undefined): Task =>
  tunnel('wg0', '10.77.0.1/24', {
    name: 'far',
    public_key: key,
    allowed_ips: ['10.77.0.2/32', '198.18.30.50/32'],
    endpoint: '198.18.30.60:51820',
    keepalive_s: 25,
  });
/** Comes after what shuts a host. */
export const last: Task = { name: 'Last', file: { path: '/etc/last-of-all', content: 'x\n' } };

/** By host: what lets everybody in. */
export const good = (): Readonly<Record<(typeof shutHosts)[number], readonly Task[]>> => ({
  gate: [firewall('198.18.0.0/16')],
  filter: [firewall('198.18.20.10')],
  users: sshd('AllowUsers ops\n'),
  port: sshd('Port 22\n'),
  route: [deleteRoute('198.19.0.0/16')],
  sudo: [sudoers('ops ALL=(ALL:ALL) NOPASSWD: ALL')],
  killed: [firewall('198.18.20.10')],
  boot: sshd('AllowUsers ops\n'),
  far: [farEnd('10.77.0.1/32')],
});
/** By host: what lets nobody in. */
export const bad = (): ReturnType<typeof good> => ({
  gate: [firewall('198.18.99.1')],
  filter: [firewall('198.18.99.1')],
  users: sshd('AllowUsers nobody\n'),
  port: sshd('Port 2222\n'),
  route: [deleteRoute('default')],
  sudo: [sudoers('ops ALL=(ALL:ALL) !ALL')],
  killed: [firewall('198.18.99.1')],
  boot: sshd('AllowUsers nobody\n'),
  far: [farEnd('10.77.0.99/32')],
});
