import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { journalsOf } from '../support/journals.ts';
import type { LabProject, Shown } from '../support/lab-project.ts';
import { blankSiteLab, siteLab } from '../support/site-lab.ts';
import { judgeRun, lookBefore, stepsThatRan, type Before } from '../truth/judge-run.ts';
import { siteTypes } from '../truth/truth-cases.ts';

const LIMIT_MS = 400_000;
let project: LabProject;

describe('a rehearsal from blank hosts', () => {
  let shown: Shown;
  let before: Before;

  beforeAll(async () => {
    project = await blankSiteLab();
    before = await lookBefore(
      project,
      project.lab.inventory.hosts.map((host) => host.name),
    );
    shown = await project.runbook(['rehearse'], [], LIMIT_MS);
  });

  test('ends with 0', () => {
    expect({ status: shown.status, end: shown.text.slice(-1500) }).toMatchObject({ status: 0 });
  });

  test('the second apply changed nothing on any host, the first much on each', () => {
    const hosts = project.lab.inventory.hosts.map((host) => host.name);
    const [first, second, ...more] = journalsOf(project).map((events) => events.find((event) => event.event === 'run_done'));
    expect(more).toEqual([]);
    expect(first?.hosts.filter((host) => host.changed < 4)).toEqual([]);
    expect(second?.hosts.map((host) => [host.host, host.status, host.changed])).toEqual(hosts.map((host) => [host, 'ok', 0]));
    expect(second).toMatchObject({ changed: 0, exitCode: 0 });
  });

  test('the truth law: what each host shows as changed is what the plan announced, and all of it', async () => {
    const [first = []] = journalsOf(project);
    expect(await judgeRun(project, before, first)).toEqual([]);
    const ran = stepsThatRan(first);
    expect(new Set(ran.map(({ step }) => step.host)).size).toBe(before.trees.size);
    expect(ran.map(({ step }) => step.address.split(':')[0])).toEqual(expect.arrayContaining([...siteTypes]));
  });

  test('the script that looks from outside made all of its checks, and each holds', () => {
    const [, good, bad] = /^(\d+) checks hold, (\d+) do not$/mu.exec(shown.text) ?? [];
    expect(Number(good)).toBeGreaterThan(100);
    expect(bad).toBe('0');
    expect(shown.text).not.toContain('✗');
    for (const line of [
      /✓ desk → relay-1 → worker-1: /u,
      /✓ desk → relay-2 → worker-1: /u,
      /✓ relay-1: it came through the tunnel/u,
      /✓ relay-2: handshake \d+ s ago/u,
      /✓ desk does not reach worker-1:8080 directly/u,
    ]) {
      expect(shown.text).toMatch(line);
    }
  });

  test('every stand-in is listed, and how to look around and how to remove it', () => {
    for (const word of ['kubeadm', 'modprobe', 'grubby', 'runbook lab ssh bastion', 'runbook lab down']) expect(shown.text).toContain(word);
  });
});

/** Something that a rehearsal must find, and what it says about it; blanks do not count, since lines are broken to the width of the terminal. */
interface Fault {
  readonly title: string;
  readonly playbook: string;
  readonly files: (text: (path: string) => string) => Readonly<Record<string, string>>;
  readonly says: string;
}

function playbook(name: string): string {
  return `plays:\n  - { name: ${name}, hosts: bastion, become: true, roles: [${name}] }\n`;
}

const faults: readonly Fault[] = [
  {
    title: 'a command that runs every time',
    playbook: 'restless',
    files: () => ({
      'playbooks/restless.yml': playbook('restless'),
      'roles/restless/tasks.yml': `
- name: Never enough
  command: { name: again, argv: [sh, -c, "echo again >> /var/tmp/again"], writes: [/var/tmp/again] }
`,
    }),
    says: 'error RB6008: the rehearsal failed: the second apply changed something again: command:again on bastion, of the task "Never enough"',
  },
  {
    title: 'two tasks that undo each other',
    playbook: 'quarrel',
    files: () => ({
      'playbooks/quarrel.yml': playbook('quarrel'),
      'roles/quarrel/tasks.yml': `
- name: One way
  file: { path: /etc/quarrel, content: "one\\n", mode: "0644" }
- name: The other way
  line: { path: /etc/quarrel, name: other, line: other }
`,
    }),
    says: 'changed something again: file:/etc/quarrel on bastion, of the task "One way"; line:/etc/quarrel#other on bastion, of the task "The other way"',
  },
  {
    title: 'a file of a role with a wrong mode',
    playbook: 'site',
    files: (text) => ({ 'roles/haproxy/tasks.yml': text('roles/haproxy/tasks.yml').replace('mode: "0644"', 'mode: "0666"') }),
    says: '✗ relay-1: HAProxy configuration: "666 root:root" instead of "644 root:root"',
  },
];

describe('what a rehearsal finds', () => {
  test.each(faults)('$title', async ({ playbook: name, files, says }) => {
    project = await siteLab(files((path) => readFileSync(join(project.folder, path), 'utf8')));
    const shown = await project.runbook(['rehearse', name], [], LIMIT_MS);
    expect(withoutBlanks(shown.text)).toContain(withoutBlanks(says));
    expect(shown.status).toBe(1);
  });

  test('the mode that was wrong is put right by the next apply of the site, which also finds nothing else to do', async () => {
    project = await siteLab();
    const shown = await project.runbook(['apply', 'site', '-i', 'lab', '--yes', '--limit', 'relay']);
    expect(shown.status).toBe(0);
    const [last] = journalsOf(project).slice(-1);
    const changed = last?.flatMap((event) =>
      event.event === 'step_done' && event.status === 'changed' ? [`${event.host} ${event.address}`] : [],
    );
    expect(changed).toEqual(['relay-1 file:/etc/haproxy/haproxy.cfg', 'relay-2 file:/etc/haproxy/haproxy.cfg']);
  });
});

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/gu, '');
}
