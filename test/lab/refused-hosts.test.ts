import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { requireLab } from '../../src/lab/lab-status.ts';
import { bastionSite } from './support/bastion-site.ts';
import type { Shown } from './support/lab-project.ts';
import { becomePrompt, refused, rightPassword, wrongPassword, type Refused } from './support/refused.ts';
import { eventsOf, hostsOf, messagesOf } from './support/run-report.ts';
import { useLabProject } from './support/use-lab-project.ts';

const addressed = refused.map((one, index) => ({
  ...one,
  address: `198.18.${one.zone === undefined ? 30 : one.zone === 'behind_closed' ? 40 : 50}.${index + 21}`,
}));
const hostLine = ({ host, zone = 'internal', address, user, groups = [] }: (typeof addressed)[number]): string =>
  `\n  ${host}: { zone: ${zone}, address: ${address}, groups: [${groups.join(', ')}]${user === undefined ? '' : `, ssh: { user: ${user} }`} }`;

const zones = `
  behind_closed: { cidr: 198.18.40.0/24, via: closed-bastion }
  behind_forged: { cidr: 198.18.50.0/24, via: forged-bastion }`;
const flows = `
  - { from: outside, to: [closed-bastion, forged-bastion], ports: [22/tcp], purpose: administration }
  - { from: [closed-bastion, forged-bastion], to: [behind_closed, behind_forged], ports: [22/tcp], purpose: administration }`;
const others = `
  closed-bastion: { zone: mgmt, address: 198.18.20.11, groups: [bare] }
  forged-bastion: { zone: mgmt, address: 198.18.20.12, groups: [bare] }
  sound: { zone: internal, address: 198.18.30.11, groups: [bare] }`;
/** What the lab builds: what is not arranged is not there. */
const built = addressed.filter((one) => one.arrange !== undefined).map((one) => hostLine({ ...one, user: 'ops', groups: ['bare'] }));

const files = {
  'inventory/lab/site.yml': bastionSite({ zones, flows, hosts: others + built.join('') }),
  'inventory/site/site.yml': bastionSite({ zones, flows, hosts: others + addressed.map(hostLine).join('') }),
  // Each case has its own file, so that runs can go on at the same time.
  'playbooks/site.yml': `
plays:
  - { name: All, hosts: "sound,internal,behind_closed,behind_forged,!su_only", become: true, roles: [work] }
  - { name: Without sudo, hosts: su_only, become: true, become_method: su, roles: [work] }
`,
  'roles/work/tasks.yml': `
- when: host.name == 'hanging-command'
  command: { name: hang, argv: [sh, -c, "echo last words before it hung; sleep 1000"], creates: /never, timeout_s: 2 }
- file: { path: "/etc/done-{{vars.case}}", content: "done\\n", mode: "0644" }
`,
};

/** Longest time that a host keeps a run waiting, and the others with it, on a busy machine. */
const LONGEST_S = 50;

const made = useLabProject('rbi', files);

/** Writes another machine's keys behind a host's names in known_hosts. */
function forge(host: string, address: string): void {
  const { knownHosts } = requireLab(made().lab.options);
  const lines = readFileSync(knownHosts, 'utf8').split('\n');
  const other = lines.filter((line) => line.startsWith('sound,')).map((line) => line.split(' ').slice(1).join(' '));
  writeFileSync(
    knownHosts,
    [...lines.filter((line) => !line.startsWith(`${host},`)), ...other.map((key) => `${host},${address} ${key}`), ''].join('\n'),
  );
}

beforeAll(async () => {
  forge('forged-bastion', '198.18.20.12');
  forge('forged', addressed.find((one) => one.host === 'forged')?.address ?? '');
  await made().inside('closed-bastion', "echo 'AllowTcpForwarding no' > /etc/ssh/sshd_config.d/closed.conf; kill -HUP 1");
  await Promise.all(refused.map(async (one) => (one.arrange === undefined ? '' : made().inside(one.host, one.arrange))));
});

/** Applies to those hosts, for one case. */
function apply(limit: string, name: string, { options = [], typing }: Pick<Refused, 'options' | 'typing'>): Promise<Shown> {
  const args = ['apply', 'site', '-i', 'site', '--yes', '--limit', limit, '-e', `case=${name}`, '--format', 'json', ...options];
  return made().runbook(args, typing);
}

describe('apply', () => {
  test.concurrent.each(refused)(
    '$title: one clear message, and the other host finishes',
    { timeout: 2 * LONGEST_S * 1000 },
    async (one) => {
      const began = Date.now();
      const shown = await apply(`sound,${one.host}`, one.host, one);
      const tookS = (Date.now() - began) / 1000;
      const messages = messagesOf(shown, one.host);
      expect(messages.map((message) => message.code)).toEqual([one.code]);
      expect(messages[0]?.what).toMatch(one.says.what);
      expect(messages[0]?.why).toMatch(one.says.why);
      expect(messages[0]?.mend).toMatch(one.says.mend);
      expect(shown.status).toBe(one.exit);
      expect(eventsOf(shown).at(-1)).toMatchObject({ event: 'run_done', exitCode: one.exit });
      expect(hostsOf(shown).get('sound')).toMatchObject({ status: 'changed', changed: 1, diagnostics: [] });
      expect(readFileSync(`${made().rootOf('sound')}/etc/done-${one.host}`, 'utf8')).toBe('done\n');
      expect(tookS).toBeLessThan(LONGEST_S);
      for (const password of [rightPassword, wrongPassword]) expect(shown.text).not.toContain(password);
    },
  );
});

describe('a host on which only su makes root', () => {
  const withPassword = { options: ['-K'], typing: [{ when: becomePrompt, type: rightPassword }] };

  test('lets its account do nothing by sudo', async () => {
    const { output } = await made().overSsh('no-sudo', 'sudo -n id -u || echo refused');
    expect(output).toBe('refused\n');
  });

  test.each([
    ['is worked on with the password of root', 'changed', 1],
    ['has nothing to do the second time', 'ok', 0],
  ])('%s', async (_title, status, changed) => {
    const shown = await apply('no-sudo', 'by-su', withPassword);
    expect(messagesOf(shown, 'no-sudo')).toEqual([]);
    expect(shown.status).toBe(0);
    expect(hostsOf(shown).get('no-sudo')).toMatchObject({ status, changed, unchanged: 1 - changed });
    expect(await made().inside('no-sudo', 'stat -c "%a %U:%G" /etc/done-by-su')).toBe('644 root:root\n');
    expect(shown.text).not.toContain(rightPassword);
  });
});
