import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bastionSite } from './support/bastion-site.ts';
import { hostsOf, noticesOf } from './support/run-report.ts';
import { playbook, tasks, workOn } from './support/ten-steps.ts';
import { useLabProject } from './support/use-lab-project.ts';

/** A step in front, one that the host takes back unless it is confirmed and that takes some time, and one behind. */
const guarded = (name: string): string => `
- file: { path: /etc/${name}-first, content: x }
- guarded: true
  command: { name: ${name}, argv: [sh, -c, "touch /etc/${name}; sleep 3"], creates: /etc/${name}, undo: [rm, -f, /etc/${name}] }
- file: { path: /etc/${name}-last, content: x }
`;

const files = {
  'inventory/lab/site.yml': bastionSite({
    hosts: '\n  one: { zone: internal, address: 198.18.30.11, groups: [bare] }',
    more: 'guard: { seconds: 16 }\n',
  }),
  'playbooks/again.yml': playbook('again'),
  'playbooks/saved.yml': playbook('saved'),
  'roles/again/tasks.yml': guarded('again'),
  'roles/saved/tasks.yml': guarded('saved'),
  'playbooks/slow.yml': playbook('slow'),
  'roles/slow/tasks.yml': tasks('slow', 2),
};

const made = useLabProject('rbr', files);

const work = (): Promise<readonly string[]> => workOn(made(), 'one');
const lastRun = (): string => readdirSync(join(made().folder, '.runbook/runs')).toSorted().at(-1) ?? '';
const all = Array.from({ length: 10 }, (_, n) => `slow-${n}`);

test('a run that was killed is gone on with: what is done is found done, the rest is done, and that is all', async () => {
  expect(await made().runbook(['apply', '--resume', '--yes'])).toMatchObject({ status: 64, text: expect.stringContaining('RB6090') });
  const first = made().start(['apply', 'slow', '-i', 'lab', '--yes']);
  await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
  first.kill();
  await first.done;
  await made().inside('one', ': >/root/go');
  const killed = lastRun();
  // The program was killed in the middle of a record.
  appendFileSync(join(made().folder, '.runbook/runs', killed, 'journal.jsonl'), '{"prev":"0123');
  const resumed = await made().runbook(['apply', '--resume', '--yes', '--format', 'json']);
  expect(resumed.status).toBe(0);
  expect(await work()).toEqual(all);
  // What it had in hand when it was killed is found done.
  expect(hostsOf(resumed).get('one')).toMatchObject({ status: 'changed', changed: 7 });
  expect(noticesOf(resumed)).toContain(`Goes on with the run ${killed} of `);
  expect(noticesOf(resumed)).toMatch(/Done before: [12] steps? \(command:slow-0 on one/u);
  expect(noticesOf(resumed)).toContain('The last record of its journal was cut off (13 bytes)');
  const history = await made().runbook(['history', '--format', 'json']);
  expect(history.text).toContain(`"resumeOf":"${killed}"`);
  expect(history.text).toContain(`"resumedBy":"${lastRun()}"`);
  expect(await made().runbook(['apply', '--resume', '--yes'])).toMatchObject({ status: 64, text: expect.stringContaining('RB6090') });
  expect(await made().runbook(['apply', '--resume', killed, '--yes'])).toMatchObject({
    status: 64,
    text: expect.stringMatching(/RB6091[^]*gone on with already/u),
  });
});

/** Names on the host below a folder. */
const namesIn = (folder: string): readonly string[] => {
  const path = join(made().rootOf('one'), folder);
  return existsSync(path) ? readdirSync(path) : [];
};
/** Steps that the host is about to take back. */
const armed = (): readonly string[] =>
  namesIn('var/lib/runbook/guard').filter((name) =>
    namesIn(`var/lib/runbook/guard/${name}`).some((word) => word === 'armed' || word === 'firing'),
  );

test.each([
  ['saved', 'a plan file is applied', ['apply', 'saved.plan', '-i', 'lab']],
  ['again', 'the run is gone on with', ['apply', '--resume']],
] as const)(
  '%s: a run is killed behind a guarded change and %s at once: what it finds does not go away afterwards',
  async (name, _, args) => {
    const saved = ['apply', `${name}.plan`, '-i', 'lab', '--yes'];
    expect((await made().runbook(['plan', name, '-i', 'lab', '--out', `${name}.plan`])).status).toBe(0);
    const first = made().start(saved);
    await expect.poll(() => namesIn('etc'), { timeout: 30_000 }).toContain(name);
    first.kill();
    await first.done;
    const next = await made().runbook([...args, '--yes', '--format', 'json']);
    expect(next.status).toBe(0);
    await expect.poll(armed, { timeout: 30_000 }).toEqual([]);
    expect(
      namesIn('etc')
        .filter((one) => one.startsWith(name))
        .toSorted(),
    ).toEqual([name, `${name}-first`, `${name}-last`]);
    expect(noticesOf(next)).toMatch(/waits until the host has decided.*the host has decided, and the run goes on there/u);
  },
);
