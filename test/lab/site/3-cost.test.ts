import { beforeAll, describe, expect, test } from 'vitest';
import type { LabProject } from '../support/lab-project.ts';
import { hostsOf, type ReportedHost } from '../support/run-report.ts';
import { appliedSiteLab } from '../support/site-lab.ts';

const KIB = 1024;
const prompt = 'Password for sudo or su on the hosts: ';
const password = 'correct horse 9';

let project: LabProject;

beforeAll(async () => {
  project = await appliedSiteLab();
});

describe('a host that is as it should be', () => {
  let hosts: readonly ReportedHost[];

  beforeAll(async () => {
    const shown = await project.runbook(['apply', 'site', '-i', 'lab', '--yes', '--format', 'json']);
    hosts = [...hostsOf(shown).values()];
  });

  test('is each host of the site', () => {
    expect(hosts.map(({ host, status }) => [host, status])).toEqual(project.lab.inventory.hosts.map(({ name }) => [name, 'ok']));
  });

  test('costs one connection, one login and at most two round trips', () => {
    for (const { host, stats } of hosts) {
      expect({ host, connections: stats?.connections, logins: stats?.authentications }).toEqual({ host, connections: 1, logins: 1 });
      expect({ host, few: (stats?.roundTrips ?? 99) <= 2 }).toEqual({ host, few: true });
    }
  });

  test('costs few bytes: the driver once, its questions, and short answers', () => {
    for (const { host, stats } of hosts) {
      // All connections go through the bastion's.
      const share = host === 'bastion' ? hosts.length + 1 : 1;
      expect({ host, few: (stats?.bytesSent ?? Infinity) < 32 * KIB * share }).toEqual({ host, few: true });
      expect({ host, few: (stats?.bytesReceived ?? Infinity) < 12 * KIB * share }).toEqual({ host, few: true });
    }
  });
});

test('--stats prints connections, logins, round trips, bytes and started processes of each host', async () => {
  const shown = await project.runbook(['verify', 'site', '-i', 'lab', '--stats', '--format', 'plain']);
  expect(shown.status).toBe(0);
  expect(shown.text).toMatch(/^Host +Connections +Logins +Round trips +Sent +Received +Forks$/mu);
  for (const { name } of project.lab.inventory.hosts) {
    const [, forks] = new RegExp(String.raw`^${name} +1 +1 +2 +[\d.]+ KiB +[\d.]+ KiB +(\d+)$`, 'mu').exec(shown.text) ?? [];
    expect({ name, forks: Number(forks) > 10 && Number(forks) < 600 }).toEqual({ name, forks: true });
  }
});

test('a sudo password costs at most one round trip more', async () => {
  await project.inside(
    'worker-2',
    `cp -p /etc/sudoers.d/ops /root/ops.sudoers; echo 'ops:${password}' | chpasswd; echo 'ops ALL=(ALL:ALL) ALL' > /etc/sudoers.d/ops`,
  );
  const args = ['apply', 'site', '-i', 'lab', '--yes', '--limit', 'worker-2', '-K', '--format', 'json'];
  const shown = await project.runbook(args, [{ when: prompt, type: password }]);
  await project.inside('worker-2', 'cp -p /root/ops.sudoers /etc/sudoers.d/ops; rm /root/ops.sudoers; passwd -l ops');
  const host = hostsOf(shown).get('worker-2');
  expect({ status: shown.status, host: host?.status, said: host?.diagnostics }).toEqual({ status: 0, host: 'ok', said: [] });
  expect(host?.stats).toMatchObject({ connections: 1, authentications: 1 });
  expect(host?.stats?.roundTrips).toBeLessThanOrEqual(3);
});
