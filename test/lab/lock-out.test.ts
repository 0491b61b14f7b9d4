import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPowerOff, labPowerOn } from '../../src/lab/lab-host.ts';
import { noisePatterns } from './overlay-tree.ts';
import { makeLabProject, writeFiles, type LabProject } from './support/lab-project.ts';
import { eventsOf, type ReportedEvent } from './support/run-report.ts';
import { changedPaths, type HostTree } from './truth/host-tree.ts';
import { readTrees } from './truth/judge-run.ts';
import { matchesEntry } from '../../src/core/footprint.ts';

/*
 * Real lock-outs: each host is changed so that nobody can enter it any more, and lets everybody in again by itself. All of them at the same time, since the
 * time is spent waiting. What a host is like is asked from its inside, not over SSH.
 */

/** Until when a host that shut everybody out can be entered again, after the change: seconds. */
const LIMIT_S = 70;
/** All hosts on which something is tried. Of those in the group `bare` sshd is all that runs: they have no systemd. */
const inventory = `
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
const all = ['gate', 'filter', 'users', 'port', 'route', 'sudo', 'killed', 'boot', 'far'] as const;

type Task = Readonly<Record<string, unknown>>;
const firewall = (from: string): Task => ({
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
const keys = new Map<string, string>();
/** The end of the tunnel at `far`: through it everybody comes who comes from the bastion. */
const farEnd = (allowed: string): Task =>
  tunnel('wg0', '10.77.0.2/24', {
    name: 'bastion',
    public_key: keys.get('bastion'),
    allowed_ips: [allowed],
    endpoint: '198.18.20.10:51820',
    keepalive_s: 25,
  });
const bastionEnd = (allowed: readonly string[]): Task =>
  tunnel('wg0', '10.77.0.1/24', {
    name: 'far',
    public_key: keys.get('far'),
    allowed_ips: allowed,
    endpoint: '198.18.30.60:51820',
    keepalive_s: 25,
  });
const last: Task = { name: 'Last', file: { path: '/etc/last-of-all', content: 'x\n' } };

/** By host: what lets everybody in, and what lets nobody in. */
const good = (): Readonly<Record<(typeof all)[number], readonly Task[]>> => ({
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
const bad = (): ReturnType<typeof good> => ({
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

let project: LabProject;

function declare(name: string, hosts: string, tasks: readonly Task[]): void {
  writeFiles(project.folder, {
    [`playbooks/${name}.yml`]: `plays:\n  - { name: Site, hosts: "${hosts}", become: true, roles: [${name}] }\n`,
    [`roles/${name}/tasks.yml`]: `${tasks.map((task) => `- ${JSON.stringify(task)}\n`).join('')}`,
  });
}

beforeAll(async () => {
  project = await makeLabProject('rplo', { 'inventory/lab/site.yml': inventory });
  await project.inside('far', 'ip address add 198.18.30.60/32 dev eth0');
  await project.inside('route', 'ip route add 198.19.0.0/16 via 198.18.30.1');
  declare('tools', 'bastion,far,gate,filter,killed', [
    { package: { name: 'nftables' }, when: "host.name == 'gate' || host.name == 'filter' || host.name == 'killed'" },
    { package: { name: 'wireguard-tools' }, when: "host.name == 'bastion' || host.name == 'far'" },
  ]);
  await mustApply('tools');
  for (const host of ['bastion', 'far'])
    keys.set(host, (await project.inside(host, 'umask 077; cd /etc/wireguard; wg genkey >wg0.key; wg pubkey <wg0.key')).trim());
  declare('far-end', 'far', [farEnd('10.77.0.1/32')]);
  declare('bastion-end', 'bastion', [bastionEnd(['10.77.0.2/32', '198.18.30.50/32'])]);
  await mustApply('far-end');
  await mustApply('bastion-end');
});
afterAll(() => project.remove());

async function mustApply(name: string): Promise<void> {
  const { status, text } = await project.runbook(['apply', name, '-i', 'lab', '--yes', '--format', 'json']);
  if (status !== 0) throw new Error(`${name} could not be applied:\n${text.slice(-3000)}`);
}

interface Ended {
  readonly status: number;
  readonly events: readonly ReportedEvent[];
}

async function apply(name: string): Promise<Ended> {
  const shown = await project.runbook(['apply', name, '-i', 'lab', '--yes', '--format', 'json']);
  return { status: shown.status, events: eventsOf(shown) };
}

const statusOf = ({ events }: Ended, host: string): string | undefined =>
  events.find((one) => one.event === 'run_done')?.hosts?.find((one) => one.host === host)?.status;
const isArmed = (host: string): boolean => guardsOf(host).length > 0;
function guardsOf(host: string): readonly string[] {
  const folder = join(project.rootOf(host), 'var/lib/runbook/guard');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Whether somebody can log in as the program does, through all hops, and become root. */
async function canEnter(host: string): Promise<boolean> {
  return (await project.overSsh(host, 'sudo -n true')).status === 0;
}

test('what lets everybody in is confirmed, and nothing stays armed', async () => {
  for (const host of all) declare(`good-${host}`, host, good()[host]);
  const ends = await Promise.all(all.map((host) => apply(`good-${host}`)));
  const seen = Object.fromEntries(all.map((host, index) => [host, ends[index]?.status]));
  expect(seen).toEqual(Object.fromEntries(all.map((host) => [host, 0])));
  expect(all.flatMap((host) => guardsOf(host))).toEqual([]);
  const [applied] = ends.slice(1);
  expect(applied?.events.filter((one) => one.event === 'step_done').map((one) => one.status)).toEqual(['changed']);
});

test('what shuts everybody out is taken back by the host itself within a minute', async () => {
  for (const host of all)
    declare(`bad-${host}`, host === 'gate' ? 'gate,behind' : host, [...bad()[host], ...(host === 'gate' ? [] : [last])]);
}, 240_000);
