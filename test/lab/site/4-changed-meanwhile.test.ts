import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { journalsOf } from '../support/journals.ts';
import type { LabProject, Shown } from '../support/lab-project.ts';
import { siteLab } from '../support/site-lab.ts';

const files = {
  'playbooks/meanwhile.yml': 'plays:\n  - { name: Meanwhile, hosts: all, become: true, roles: [meanwhile] }\n',
  'roles/meanwhile/defaults.yml': 'meanwhile_version: "1"\n',
  'roles/meanwhile/tasks.yml': `
- file: { path: /etc/meanwhile, content: "version {{meanwhile_version}}\\n", mode: "0644" }
- file: { path: /etc/meanwhile-too, content: "version {{meanwhile_version}}\\n", mode: "0644" }
`,
};
const hosts = ['relay-1', 'relay-2', 'cp-2'];
const theirs = 'somebody else was here\n';

let project: LabProject;
let shown: Shown;

function held(host: string, path: string): string {
  return readFileSync(join(project.rootOf(host), path), 'utf8');
}

beforeAll(async () => {
  project = await siteLab(files);
  const args = ['apply', 'meanwhile', '-i', 'lab', '--limit', hosts.join(',')];
  const first = await project.runbook([...args, '--yes']);
  if (first.status !== 0) throw new Error(first.text);
  // The plan is made and shown; before it is answered, somebody else changes one host over a connection of their own.
  const change = async (): Promise<void> => {
    const done = await project.overSsh('relay-1', `printf '${theirs.trimEnd()}\\n' | sudo tee /etc/meanwhile`);
    if (done.status !== 0) throw new Error(done.errors);
  };
  shown = await project.runbook([...args, '-e', 'meanwhile_version=2'], [{ when: 'Do this? [yes/no]: ', type: 'yes', first: change }]);
});

test('the host refuses the step: exit code 3, and a message that names host, resource, what was and what is', () => {
  expect(shown.status).toBe(3);
  expect(shown.text).toMatch(/RB3101: the host is not as it was when the plan was made; nothing of this step was done/u);
  const words = shown.text.replaceAll(/\s+/gu, '');
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  expect(words).toContain(`/etc/meanwhile:was"${digest('version 1\n')}",is"${digest(theirs)}"`);
});

test('it is the host that refuses: the step was sent, and nothing was asked in between', () => {
  const events = journalsOf(project).at(-1) ?? [];
  const sent = events.findIndex(
    (one) => one.event === 'steps_sent' && one.host === 'relay-1' && one.addresses.includes('file:/etc/meanwhile'),
  );
  const refused = events.findIndex((one) => one.event === 'step_done' && one.host === 'relay-1' && one.status === 'refused');
  expect(sent).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(sent);
  const summary = events.find((one) => one.event === 'run_done')?.hosts.find((one) => one.host === 'relay-1');
  // Facts, observation, and the frame of steps.
  expect(summary).toMatchObject({ status: 'refused', changed: 0, stats: { roundTrips: 3 } });
});

test('what the other did is left alone, and so is everything that comes after on this host', () => {
  expect(held('relay-1', '/etc/meanwhile')).toBe(theirs);
  expect(held('relay-1', '/etc/meanwhile-too')).toBe('version 1\n');
});

test.each(['relay-2', 'cp-2'])('%s finishes', (host) => {
  expect(held(host, '/etc/meanwhile')).toBe('version 2\n');
  expect(held(host, '/etc/meanwhile-too')).toBe('version 2\n');
});

test('a new plan shows what the other did, and makes it as declared', async () => {
  const args = ['-i', 'lab', '--limit', 'relay-1', '-e', 'meanwhile_version=2'];
  const plan = await project.runbook(['plan', 'meanwhile', ...args]);
  expect(plan.text).toMatch(/^ *-somebody else was here$/mu);
  expect((await project.runbook(['apply', 'meanwhile', ...args, '--yes'])).status).toBe(0);
  expect(held('relay-1', '/etc/meanwhile')).toBe('version 2\n');
});
