import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../../../src/core/digest.ts';
import { expandSite } from '../../../../src/definition/site.ts';
import { createBench } from '../../../support/engine-bench.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import type { FakeHostOptions } from '../../../support/fake-host-options.ts';
import { countedSession, type Sent } from '../../../support/counted-session.ts';
import { loadProject } from '../../../support/written-site.ts';

/* What one host is sent for the site of the benchmark: 25 resources, nine files from templates. All that the engine and the driver send is counted, as it is written. */
const project = mkdtempSync(join(tmpdir(), 'runbook-bytes-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));
cpSync(join(import.meta.dirname, '../../../../bench/peers/site'), project, { recursive: true });
mkdirSync(join(project, 'inventory'));
writeFileSync(
  join(project, 'inventory/site.yml'),
  `ssh: { user: root }
zones:
  inside: { cidr: 198.19.0.0/24 }
hosts:
  h01: { zone: inside, address: 198.19.0.11, groups: [node], vars: { host_index: 1 } }
vars:
  registry_ip: 198.19.0.11
  ntp_servers: [198.19.0.11, 198.19.0.12]
  masters: [{ name: h01, ip: 198.19.0.11 }, { name: h02, ip: 198.19.0.12 }, { name: h03, ip: 198.19.0.13 }]
`,
);
const site = loadProject(project);

const TOKEN = 'head -c 32 /dev/zero | base64 -w0 > /var/lib/site-token.done';
/** Some 7 KiB of a file that a distribution brings, of which compression saves about half. */
const comments = (part: number): string => Array.from({ length: 100 }, (_, line) => `# ${sha256(`${part} ${line}`)}\n`).join('');
const bare: FakeHostOptions = {
  name: 'h01',
  folders: ['/etc/default', '/etc/selinux'],
  files: {
    '/etc/hosts': '127.0.0.1 localhost\n',
    '/etc/motd': 'Welcome\n',
    '/etc/selinux/config': 'SELINUX=enforcing\nSELINUXTYPE=targeted\n',
    '/etc/login.defs': `${comments(0)}UMASK 022\n${comments(1)}`,
    '/etc/default/useradd': 'SHELL=/bin/sh\n',
  },
  sysctls: { 'net.ipv4.ip_forward': '0' },
  commands: {
    [TOKEN]: (model) => {
      model.write('/var/lib/site-token.done', { text: 'AAAA' }, '0644', 'root', 'root');
      return { exitCode: 0, output: '' };
    },
  },
};

/** Plans and applies the site on a host, and gives what that was sent. */
async function bringAbout(host: FakeHost): Promise<{ readonly changed: number; readonly planned: Sent; readonly sent: Sent }> {
  const counted = countedSession(host);
  const bench = createBench({
    sessions: [counted.session],
    items: (outputs, facts) => Object.fromEntries(expandSite(site, facts, outputs).hosts),
  });
  const plan = await bench.plan();
  const planned = counted.sent();
  await bench.apply(plan);
  await counted.session.close();
  return { changed: bench.of('step_done').filter((event) => event.status === 'changed').length, planned, sent: counted.sent() };
}

const total = ({ bytes, commandBytes }: Sent): number => bytes + commandBytes;

let host: FakeHost;
let first: Awaited<ReturnType<typeof bringAbout>>;
beforeAll(async () => {
  host = new FakeHost(bare);
  first = await bringAbout(host);
});

test('a first converge brings all about in three flights', () => {
  expect(first.changed).toBe(24);
  expect(first.planned.flights).toBe(2);
  expect(first.sent.flights).toBe(3);
  expect(total(first.sent)).toBeLessThan(13_700);
});

test('a host as it should be is only asked', async () => {
  const again = await bringAbout(host);
  expect(again.changed).toBe(0);
  expect(again.sent).toEqual(again.planned);
  expect(again.sent.flights).toBe(2);
  expect(total(again.sent)).toBeLessThan(4000);
});
