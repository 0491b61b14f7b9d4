import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { labBareHosts } from '../../src/lab/bare-hosts.ts';
import { hostOf } from '../../src/lab/lab-state.ts';
import { insideCommand, requireLab } from '../../src/lab/lab-status.ts';
import { runCommand } from '../../src/lab/run-command.ts';
import { bastionSite } from './support/bastion-site.ts';
import { eventsOf, hostsOf } from './support/run-report.ts';
import { useLabProject } from './support/use-lab-project.ts';

const count = 50;
const names = Array.from({ length: count }, (_, index) => `bare-${index + 1}`);

const pattern = '\n  pattern: { zone: internal, address: 198.18.30.11, groups: [bare] }';
const bare = names.map((name, index) => `\n  ${name}: { zone: internal, address: 198.18.30.${101 + index}, groups: [many] }`);

const files = {
  'inventory/lab/site.yml': bastionSite({ hosts: pattern }),
  'inventory/site/site.yml': bastionSite({ hosts: pattern + bare.join('') }),
  'playbooks/site.yml': 'plays:\n  - { name: All, hosts: many, become: true, roles: [banner] }\n',
  'roles/banner/tasks.yml': '- file: { path: /etc/motd, content: "{{host.name}}\\n", mode: "0644" }\n',
};

const made = useLabProject('rbj', files);

/** What sshd of the bastion has said so far: the output of its first process. */
function bastionLog(): string {
  return readFileSync(join(hostOf(requireLab(made().lab.options), 'bastion').folder, 'console'), 'utf8');
}

beforeAll(async () => {
  await labBareHosts(made().lab, count, 'internal');
});

test('the limits of sshd on the bastion and on the hosts are the stock ones', async () => {
  for (const host of ['bastion', 'bare-1']) {
    const settings = await runCommand(insideCommand(requireLab(made().lab.options), host, ['/usr/sbin/sshd', '-T']));
    expect(settings).toMatch(/^maxstartups 10:30:100$/mu);
    expect(settings).toMatch(/^maxsessions 10$/mu);
  }
});

test('fifty hosts are done through one login at the bastion, and none fails', async () => {
  const shown = await made().runbook(['apply', 'site', '-i', 'site', '--yes', '--stats', '--format', 'json']);
  expect(shown.status).toBe(0);
  expect(eventsOf(shown).filter((one) => one.event === 'host_failed' || one.event === 'notice')).toEqual([]);
  const hosts = hostsOf(shown);
  expect([...hosts.keys()].sort()).toEqual([...names].sort());
  for (const name of names) {
    expect(hosts.get(name)).toMatchObject({
      status: 'changed',
      changed: 1,
      diagnostics: [],
      stats: { connections: 1, authentications: 1 },
    });
    expect(readFileSync(join(made().rootOf(name), 'etc/motd'), 'utf8')).toBe(`${name}\n`);
  }
  const log = bastionLog();
  expect(log.match(/^Accepted /gmu)).toHaveLength(1);
  expect(log).not.toMatch(/Failed|drop connection|MaxStartups/u);
});

test('a second apply changes nothing, with one login more at the bastion', async () => {
  const shown = await made().runbook(['apply', 'site', '-i', 'site', '--yes', '--format', 'json']);
  expect(shown.status).toBe(0);
  expect([...hostsOf(shown).values()].map((one) => one.changed)).toEqual(names.map(() => 0));
  expect(bastionLog().match(/^Accepted /gmu)).toHaveLength(2);
});
