import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bastionSite } from './support/bastion-site.ts';
import type { Shown } from './support/lab-project.ts';
import { eventsOf, hostsOf, messagesOf } from './support/run-report.ts';
import { useLabProject } from './support/use-lab-project.ts';

/** A host that makes other programs stumble. */
interface Awkward {
  readonly host: string;
  /** Shell run as root of the host before anything logs in. */
  readonly arrange: string;
  /** A command over plain ssh, and what it shows when the host is awkward in truth. */
  readonly proof: { readonly command: string; readonly shows: RegExp };
}

const noise = String.raw`printf '\033[1;31mAuthorized use only\033[0m\377\376 rb0123456789 ready 0 \n0\n%s\n'`;

const cases: readonly Awkward[] = [
  {
    host: 'csh',
    arrange: `
      usermod -s /bin/tcsh ops
      printf 'set prompt="%%m> "\\nsetenv LC_ALL ko_KR.UTF-8\\nset noglob\\n' > /home/ops/.cshrc`,
    proof: { command: 'echo $tcsh', shows: /^\d+\.\d+/u },
  },
  {
    host: 'noisy-banner',
    arrange: `
      for n in 1 2 3 4 5 6 7 8; do ${noise} "line $n"; done > /etc/issue.net
      echo 'Banner /etc/issue.net' > /etc/ssh/sshd_config.d/banner.conf
      cat /etc/issue.net > /tmp/noise
      { echo 'cat /etc/issue.net; cat /etc/issue.net >&2'; cat /home/ops/.bashrc; } > /home/ops/.bashrc.new
      mv /home/ops/.bashrc.new /home/ops/.bashrc
      echo 'Defaults lecture=always' > /etc/sudoers.d/lecture
      kill -HUP 1`,
    proof: { command: 'echo said', shows: /rb0123456789 ready[\s\S]*line 8\nsaid\n$/u },
  },
  {
    // /bin/sh is bash as on RHEL, where TMOUT ends a \`read\` that waits.
    host: 'tmout',
    arrange: `
      ln -sf bash /bin/sh
      echo 'TMOUT=1; readonly TMOUT; export TMOUT' > /etc/profile.d/tmout.sh
      echo '. /etc/profile.d/tmout.sh' >> /etc/bash.bashrc
      sed -i '1i . /etc/profile.d/tmout.sh' /home/ops/.bashrc
      echo 'TMOUT=1' >> /etc/environment
      echo 'Defaults env_keep += TMOUT' > /etc/sudoers.d/tmout`,
    proof: {
      command: 'sudo sh -c \'readlink /bin/sh; echo $TMOUT; sleep 3 | { read word; echo "ended with $?"; }\'',
      shows: /^bash\n1\nended with 142\n$/u,
    },
  },
  {
    host: 'noexec-tmp',
    arrange: `
      mount -o remount,noexec,nosuid,nodev /tmp
      mount -o remount,noexec /dev/shm
      mount --bind /var/tmp /var/tmp && mount -o remount,bind,noexec,nosuid,nodev /var/tmp
      mount --bind /home /home && mount -o remount,bind,noexec,nosuid,nodev /home`,
    proof: {
      command: 'for d in /tmp /dev/shm /var/tmp /home/ops; do cp /bin/true $d/try && $d/try; echo $?; done 2> /dev/null',
      shows: /^126\n126\n126\n126\n$/u,
    },
  },
  {
    host: 'umask-077',
    arrange: `
      sed -i 's/^UMASK.*/UMASK 077/' /etc/login.defs
      sed -i 's/^USERGROUPS_ENAB.*/USERGROUPS_ENAB no/' /etc/login.defs
      echo 'session optional pam_umask.so' >> /etc/pam.d/common-session
      echo 'session optional pam_umask.so' >> /etc/pam.d/common-session-noninteractive
      sed -i '1i umask 077' /home/ops/.bashrc`,
    proof: { command: 'umask; sudo sh -c umask', shows: /^0077\n0077\n$/u },
  },
  {
    host: 'korean',
    arrange: `
      printf 'LANG=ko_KR.UTF-8\\nLC_ALL=ko_KR.UTF-8\\nLANGUAGE=ko\\n' >> /etc/environment
      printf 'LANG=ko_KR.UTF-8\\n' > /etc/default/locale`,
    proof: {
      command: 'ls /nothing 2>&1; stat -c %F /etc/hostname; sudo date +%A',
      shows: /그런 파일이나 디렉터리가[\s\S]*일반 파일\n.요일\n/u,
    },
  },
];

const content = 'Site of {{host.name}}\n상태: 정상\n\n';
const project: { first?: Shown; second?: Shown } = {};

const hosts = cases.map((one, index) => `\n  ${one.host}: { zone: internal, address: 198.18.30.${index + 11}, groups: [bare] }`);
const files = {
  'inventory/lab/site.yml': bastionSite({
    hosts: hosts.join(''),
    flows: '\n  - { from: [mgmt, internal], to: packages, ports: [80/tcp], purpose: package repository }',
    more: 'services: { packages: { address: 198.18.20.2 } }\n',
  }),
  // While one host pauses, the shells on the other hosts wait for longer than TMOUT.
  'playbooks/site.yml': `
plays:
  - { name: Before, hosts: all, become: true, roles: [before] }
  - { name: A pause, hosts: bastion, become: true, roles: [pause] }
  - { name: After, hosts: all, become: true, roles: [after] }
`,
  'roles/before/tasks.yml': `
- directory: { path: /etc/site, mode: "0755" }
- file: { path: /etc/site/state.txt, template: state.txt.hbs, mode: "0644" }
`,
  'roles/before/templates/state.txt.hbs': content,
  'roles/pause/tasks.yml': `
- command: { name: pause, argv: [sh, -c, "sleep 3 && touch /etc/site/paused"], creates: /etc/site/paused }
`,
  'roles/after/tasks.yml': `
- package: { name: jq }
- command: { name: by itself, argv: [sh, -c, "echo made > /etc/site/made"], creates: /etc/site/made }
- line: { path: /etc/issue, name: end, line: "끝 - end" }
- symlink: { path: /etc/site/link, target: state.txt }
`,
};

const made = useLabProject('rbh', files);

beforeAll(async () => {
  // A real csh: no package of the lab brings one.
  copyFileSync('/bin/tcsh', join(made().rootOf('csh'), 'bin/tcsh'));
  await Promise.all(cases.map(async (one) => made().inside(one.host, one.arrange)));
});

describe('before', () => {
  test.each(cases)('$host is awkward in truth', async ({ host, proof }) => {
    const { output } = await made().overSsh(host, proof.command);
    expect(output).toMatch(proof.shows);
  });
});

describe('apply', () => {
  test('does everything on all of them without a word', async () => {
    project.first = await made().runbook(['apply', 'site', '--yes', '--format', 'json']);
    expect(project.first.status).toBe(0);
    expect(eventsOf(project.first).filter((one) => one.event === 'notice' || one.diagnostic !== undefined)).toEqual([]);
  });

  test('finds nothing to do the second time', async () => {
    project.second = await made().runbook(['apply', 'site', '--yes', '--format', 'json']);
    expect(project.second.status).toBe(0);
    expect(eventsOf(project.second).filter((one) => one.event === 'step_done' || one.event === 'notice')).toEqual([]);
  });

  test.each(cases)('$host has what was declared', async ({ host }) => {
    const [first, second] = [project.first, project.second].map((shown) => (shown === undefined ? undefined : hostsOf(shown).get(host)));
    expect(first).toMatchObject({ status: 'changed', changed: 6, diagnostics: [] });
    expect(second).toMatchObject({ status: 'ok', changed: 0, unchanged: 6, diagnostics: [] });
    expect(messagesOf(project.first ?? { status: 0, text: '' }, host)).toEqual([]);
    expect(readFileSync(join(made().rootOf(host), 'etc/site/state.txt'), 'utf8')).toBe(`Site of ${host}\n상태: 정상\n\n`);
    expect(readFileSync(join(made().rootOf(host), 'etc/issue'), 'utf8').split('\n')).toContain('끝 - end');
    expect(await made().inside(host, 'cd /etc/site; stat -c "%n %a %U:%G" . *; readlink link; jq --version')).toMatch(
      /^\. 755 root:root\nlink 777 root:root\nmade 644 root:root\nstate\.txt 644 root:root\nstate\.txt\njq-/u,
    );
  });
});
