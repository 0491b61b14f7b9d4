import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireLab } from '../../src/lab/lab-status.ts';
import { makeLabProject, type LabProject, type Typing } from './support/lab-project.ts';
import { eventsOf, hostsOf, messagesOf } from './support/run-report.ts';

/** A host that cannot be worked on, and what the operator is told. */
interface Refused {
  readonly title: string;
  /** Name in the inventory; `zone`, `user` and `address` follow there. */
  readonly host: string;
  readonly zone?: string;
  readonly user?: string;
  /** Absent: no machine of the lab is at the address. Else shell run as root of the host before anything logs in. */
  readonly arrange?: string;
  readonly options?: readonly string[];
  readonly typing?: readonly Typing[];
  readonly code: string;
  readonly exit: number;
  /** Words of the message: what is wrong and where, why, how to mend. */
  readonly says: { readonly what: RegExp; readonly why: RegExp; readonly mend: RegExp };
}

const rightPassword = 'correct horse 9';
const wrongPassword = 'battery staple 8';
const sshPrompt = 'SSH password of worker: ';
const becomePrompt = 'Password for sudo or su on the hosts: ';

/** An account without a key, entered by password. */
const byPassword = `
  useradd -m -s /bin/bash worker
  echo 'worker:${rightPassword}' | chpasswd
  echo 'worker ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/worker`;

/** sudo asks the login account for its password. */
const sudoAsks = `
  echo 'ops:${rightPassword}' | chpasswd
  echo 'ops ALL=(ALL:ALL) ALL' > /etc/sudoers.d/ops`;

const expired = {
  what: /the password of the account has expired/u,
  why: /before it has a new password.*Your password has expired/su,
  mend: /chage/u,
};

const cases: readonly Refused[] = [
  {
    title: 'wrong host key on the bastion',
    host: 'behind-forged',
    zone: 'behind_forged',
    code: 'RB4011',
    exit: 4,
    says: {
      what: /^forged-bastion showed another host key than the known one: .*SHA256:/u,
      why: /Known is .*SHA256:/u,
      mend: /known_hosts/u,
    },
  },
  {
    title: 'wrong host key on a target',
    host: 'forged',
    arrange: ':',
    code: 'RB4011',
    exit: 4,
    says: {
      what: /^forged showed another host key than the known one: .*SHA256:/u,
      why: /Known is .*SHA256:.*through bastion/su,
      mend: /known_hosts/u,
    },
  },
  {
    title: 'bastion that refuses forwarding',
    host: 'behind-closed',
    zone: 'behind_closed',
    code: 'RB4030',
    exit: 4,
    says: {
      what: /^behind-closed cannot be reached: closed-bastion does not forward$/u,
      why: /sshd on closed-bastion answered: .*forbids forwarding for ops/u,
      mend: /AllowTcpForwarding/u,
    },
  },
  {
    title: 'unreachable host',
    host: 'absent',
    code: 'RB4001',
    exit: 4,
    says: { what: /^absent cannot be reached$/u, why: /198\.18\.30\.\d+ port 22 through bastion: bastion answered: /u, mend: /firewalls/u },
  },
  {
    title: 'wrong password',
    host: 'wrong-password',
    user: 'worker',
    arrange: byPassword,
    options: ['-k'],
    typing: [{ when: sshPrompt, type: wrongPassword }],
    code: 'RB4021',
    exit: 4,
    says: {
      what: /^wrong-password refused the password of worker$/u,
      why: /took neither this password.*not tried again/su,
      mend: /right password/u,
    },
  },
  {
    title: 'password that has expired',
    host: 'old-password',
    user: 'worker',
    arrange: `${byPassword}\n chage -d 0 worker`,
    options: ['-k'],
    typing: [{ when: sshPrompt, type: rightPassword }],
    code: 'RB4023',
    exit: 4,
    says: expired,
  },
  {
    title: 'expired password of an account that is entered by key',
    host: 'old-account',
    arrange: `${sudoAsks}\n chage -d 0 ops`,
    code: 'RB4023',
    exit: 4,
    says: expired,
  },
  {
    title: 'restricted login shell',
    host: 'rbash',
    arrange: 'ln -sf bash /bin/rbash; usermod -s /bin/rbash ops',
    code: 'RB5003',
    exit: 4,
    says: { what: /login shell is a restricted shell/u, why: /restricted/u, mend: /usermod -s/u },
  },
  {
    title: 'no login shell',
    host: 'nologin',
    arrange: 'usermod -s /usr/sbin/nologin ops',
    code: 'RB5004',
    exit: 4,
    says: { what: /no login shell/u, why: /This account is currently not available/u, mend: /usermod -s/u },
  },
  {
    title: 'sudo that wants a terminal',
    host: 'requiretty',
    arrange: "echo 'Defaults requiretty' > /etc/sudoers.d/tty",
    code: 'RB5012',
    exit: 1,
    says: { what: /sudo wants a terminal/u, why: /requiretty/u, mend: /Defaults:USER !requiretty/u },
  },
  {
    title: 'sudo password that was not given',
    host: 'sudo-asks',
    arrange: sudoAsks,
    code: 'RB5010',
    exit: 1,
    says: { what: /needs a password/u, why: /a password is required/u, mend: /-K/u },
  },
  {
    title: 'wrong sudo password',
    host: 'sudo-refuses',
    arrange: sudoAsks,
    options: ['-K'],
    typing: [{ when: becomePrompt, type: wrongPassword }],
    code: 'RB5011',
    exit: 1,
    says: { what: /password .* was not accepted/u, why: /refused it/u, mend: /-K/u },
  },
  {
    title: 'command that hangs',
    host: 'hanging-command',
    arrange: ':',
    code: 'RB3104',
    exit: 1,
    says: { what: /did not end within its time limit of 2 s/u, why: /last words before it hung/u, mend: /why it hangs/u },
  },
  {
    title: 'login shell that hangs before the driver',
    host: 'hanging-login',
    arrange: `sed -i '1i echo "mounting /mnt/home ..."; sleep 1000' /home/ops/.bashrc`,
    code: 'RB5006',
    exit: 4,
    says: { what: /nothing came of it for 20 s/u, why: /start-up file.*mounting \/mnt\/home/su, mend: /runbook ssh hanging-login/u },
  },
];

const addressed = cases.map((one, index) => ({
  ...one,
  address: `198.18.${one.zone === undefined ? 30 : one.zone === 'behind_closed' ? 40 : 50}.${index + 21}`,
}));
const hostLine = (one: (typeof addressed)[number], more: string): string =>
  `  ${one.host}: { zone: ${one.zone ?? 'internal'}, address: ${one.address}${one.user === undefined ? '' : `, ssh: { user: ${one.user} }`}${more} }\n`;

/** What the lab builds: what is not arranged is not there. */
const built = `
lab: true
ssh: { user: ops }
zones:
  outside:       { cidr: 198.18.1.0/24 }
  mgmt:          { cidr: 198.18.20.0/24 }
  internal:      { cidr: 198.18.30.0/24, via: bastion }
  behind_closed: { cidr: 198.18.40.0/24, via: closed-bastion }
  behind_forged: { cidr: 198.18.50.0/24, via: forged-bastion }
flows:
  - { from: outside, to: mgmt, ports: [22/tcp], purpose: administration }
  - { from: mgmt, to: [internal, behind_closed, behind_forged], ports: [22/tcp], purpose: administration }
hosts:
  bastion:        { zone: mgmt, address: 198.18.20.10, groups: [bare] }
  closed-bastion: { zone: mgmt, address: 198.18.20.11, groups: [bare] }
  forged-bastion: { zone: mgmt, address: 198.18.20.12, groups: [bare] }
  sound:          { zone: internal, address: 198.18.30.11, groups: [bare] }
${addressed
  .filter((one) => one.arrange !== undefined)
  .map((one) => hostLine({ ...one, user: 'ops' }, ', groups: [bare]'))
  .join('')}`;

const files = {
  'inventory/lab/site.yml': built,
  'inventory/site/site.yml':
    built.slice(0, built.indexOf('  sound:')) +
    `  sound: { zone: internal, address: 198.18.30.11 }\n${addressed.map((one) => hostLine(one, '')).join('')}`,
  // Each case has its own file, so that runs can go on at the same time.
  'playbooks/site.yml': `
plays:
  - { name: All, hosts: "sound,internal,behind_closed,behind_forged", become: true, roles: [work] }
`,
  'roles/work/tasks.yml': `
- when: host.name == 'hanging-command'
  command: { name: hang, argv: [sh, -c, "echo last words before it hung; sleep 1000"], creates: /never, timeout_s: 2 }
- file: { path: "/etc/done-{{vars.case}}", content: "done\\n", mode: "0644" }
`,
};

/** Longest time that a host keeps a run waiting, and the others with it, on a busy machine. */
const LONGEST_S = 50;

const site: { made?: LabProject } = {};

function made(): LabProject {
  if (site.made === undefined) throw new Error('the lab is not up');
  return site.made;
}

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
  site.made = await makeLabProject('rbi', files);
  forge('forged-bastion', '198.18.20.12');
  forge('forged', addressed.find((one) => one.host === 'forged')?.address ?? '');
  await made().inside('closed-bastion', "echo 'AllowTcpForwarding no' > /etc/ssh/sshd_config.d/closed.conf; kill -HUP 1");
  await Promise.all(cases.map(async (one) => (one.arrange === undefined ? '' : made().inside(one.host, one.arrange))));
});

afterAll(async () => {
  await site.made?.remove();
});

describe('apply', () => {
  test.concurrent.each(cases)('$title: one clear message, and the other host finishes', { timeout: 2 * LONGEST_S * 1000 }, async (one) => {
    const args = [
      'apply',
      'site',
      '-i',
      'site',
      '--yes',
      '--limit',
      `sound,${one.host}`,
      '-e',
      `case=${one.host}`,
      '--format',
      'json',
      ...(one.options ?? []),
    ];
    const began = Date.now();
    const shown = await made().runbook(args, one.typing);
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
  });
});
