import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { labBareHosts } from '../../src/lab/bare-hosts.ts';
import { hostOf } from '../../src/lab/lab-state.ts';
import { requireLab } from '../../src/lab/lab-status.ts';
import { bastionSite } from './support/bastion-site.ts';
import type { Shown } from './support/lab-project.ts';
import { hostsOf, planOf } from './support/run-report.ts';
import { useLabProject } from './support/use-lab-project.ts';

/**
 * What a run may cost where it does not depend on the machine: the work of the benchmark, some 24 resources, on hosts that are blank. Limits are what was
 * counted, and a little more for what differs from run to run (the quicker the machine, the smaller are the packets in which sshd passes on what the driver tells);
 * who makes a run cheaper makes them smaller.
 */
interface Limits {
  /** Flights of frames to a host after its handshake. */
  readonly roundTrips: number;
  /** Bytes to a host, with handshake and login. */
  readonly sentBytes: number;
  /** Bytes from a host. */
  readonly receivedBytes: number;
  /** Processes that a host starts, those of sshd and sudo among them. */
  readonly forks: number;
}

const DRY_RUN: Limits = { roundTrips: 1, sentBytes: 5000, receivedBytes: 13_000, forks: 26 };
const FIRST: Limits = { roundTrips: 2, sentBytes: 15_900, receivedBytes: 19_600, forks: 76 };
const NOOP: Limits = { roundTrips: 1, sentBytes: 5000, receivedBytes: 13_500, forks: 24 };
/** Files that were read by the run before are not sent again. */
const NOOP_AGAIN: Limits = { ...NOOP, receivedBytes: 5100, forks: 20 };

const RESOURCES = 24;
const work = fileURLToPath(new URL('../../bench/peers/site/roles/node', import.meta.url));
const templates = readdirSync(join(work, 'templates'));
const names = [1, 2, 3, 4].map((index) => `bare-${index}`);

const files = {
  'inventory/lab/site.yml': bastionSite({ hosts: '\n  pattern: { zone: internal, address: 198.18.30.11, groups: [bare] }' }),
  'inventory/site/site.yml': bastionSite({
    hosts: names
      .map((name, index) => `\n  ${name}: { zone: internal, address: 198.18.30.${101 + index}, vars: { host_index: ${index} } }`)
      .join(''),
    more: `vars:
  registry_ip: 198.18.30.101
  ntp_servers: [198.18.30.101, 198.18.30.102]
  masters: [{ name: bare-1, ip: 198.18.30.101 }, { name: bare-2, ip: 198.18.30.102 }, { name: bare-3, ip: 198.18.30.103 }]
`,
  }),
  'playbooks/site.yml': 'plays:\n  - { name: Nodes, hosts: internal, become: true, roles: [node] }\n',
  'roles/node/tasks.yml': readFileSync(join(work, 'tasks.yml'), 'utf8'),
  'roles/node/defaults.yml': readFileSync(join(work, 'defaults.yml'), 'utf8'),
  ...Object.fromEntries(
    templates.map((name) => [`roles/node/templates/${name}`, readFileSync(join(work, 'templates', name), 'utf8')] as const),
  ),
};

/** Stands for WireGuard's tool, which blank hosts do not have. */
const WG = `#!/bin/sh
case $1 in
    genkey) echo 4GgaQCy68nzNsUE5aJ9fuLzHhB65tAlwbmA72MWnOm8= ;;
    pubkey) echo 9jalV3EEBnVXahro0pRMQ+cHlmjE33Slo9tddzCVtCw= ;;
esac
`;

const made = useLabProject('rbc', files);

/** Number of the process that a host made last (proc(5), loadavg), reading it included. */
async function lastProcess(host: string): Promise<number> {
  return Number((await made().inside(host, 'exec cat /proc/loadavg')).trim().split(' ').at(-1));
}

/** Logins at the bastion so far, as its sshd tells. */
function logins(): number {
  const console = readFileSync(join(hostOf(requireLab(made().lab.options), 'bastion').folder, 'console'), 'utf8');
  return console.match(/^Accepted /gmu)?.length ?? 0;
}

/** Runs the program on hosts and makes sure that it cost no more than that, and one login at the bastion. */
async function expectCosts(verb: readonly string[], hosts: readonly string[], limits: Limits): Promise<Shown> {
  const before = await Promise.all(hosts.map(lastProcess));
  const loginsBefore = logins();
  const shown = await made().runbook([...verb, '-i', 'site', '--limit', hosts.join(','), '--format', 'json', '--stats']);
  expect(shown.status).toBe(0);
  expect(logins() - loginsBefore).toBe(1);
  const last = await Promise.all(hosts.map(lastProcess));
  hosts.forEach((name, index) => {
    const stats = hostsOf(shown).get(name)?.stats;
    expect(stats).toMatchObject({ connections: 1, authentications: 1 });
    const costs = {
      roundTrips: stats?.roundTrips ?? NaN,
      sentBytes: stats?.bytesSent ?? NaN,
      receivedBytes: stats?.bytesReceived ?? NaN,
      forks: (last[index] ?? NaN) - (before[index] ?? NaN) - readingForks,
    };
    for (const what of ['roundTrips', 'sentBytes', 'receivedBytes', 'forks'] as const)
      expect(costs[what], `${what} of ${name}`).toBeLessThanOrEqual(limits[what]);
  });
  return shown;
}

let readingForks = Number.NaN;

beforeAll(async () => {
  await labBareHosts(made().lab, names.length, 'internal');
  for (const name of names) await made().inside(name, `mkdir -p /etc/selinux; cat >/usr/bin/wg <<'E'\n${WG}E\nchmod 755 /usr/bin/wg`);
  readingForks = -(await lastProcess('bare-1')) + (await lastProcess('bare-1'));
});

describe.each([[['bare-1']], [['bare-2', 'bare-3', 'bare-4']]])('%j', (hosts) => {
  test('a dry run of hosts that are blank', async () => {
    const shown = await expectCosts(['plan', 'site'], hosts, DRY_RUN);
    expect(planOf(shown).steps.length).toBeGreaterThanOrEqual((RESOURCES - 2) * hosts.length);
  });

  test('the first run, which makes everything', async () => {
    const shown = await expectCosts(['apply', 'site', '--yes'], hosts, FIRST);
    for (const name of hosts) expect(hostsOf(shown).get(name)).toMatchObject({ status: 'changed' });
  });

  test('a run with nothing to change', async () => {
    const shown = await expectCosts(['apply', 'site', '--yes'], hosts, NOOP);
    for (const name of hosts) expect(hostsOf(shown).get(name)).toMatchObject({ changed: 0, unchanged: RESOURCES });
  });

  test('and one more', async () => {
    const shown = await expectCosts(['apply', 'site', '--yes'], hosts, NOOP_AGAIN);
    for (const name of hosts) expect(hostsOf(shown).get(name)).toMatchObject({ changed: 0, unchanged: RESOURCES });
  });
});
