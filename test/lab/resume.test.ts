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
  'playbooks/key.yml': playbook('key'),
  'roles/key/tasks.yml': `
- directory: { path: /etc/wireguard, mode: "0700" }
- wireguard_key: { path: /etc/wireguard/private.key }
- vars: { public_key: "\${ output(host.name, 'wireguard_key:/etc/wireguard/private.key').public_key }" }
  file: { path: /etc/wireguard/wg0.conf, content: "# {{public_key}}\\n" }
`,
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

/** Stands for WireGuard's tool, which blank hosts do not have; it waits as long as a file is there. */
const WG = `#!/bin/sh
case $1 in
    genkey) echo 4GgaQCy68nzNsUE5aJ9fuLzHhB65tAlwbmA72MWnOm8= ;;
    pubkey) while [ -e /root/wait ]; do sleep 0.1; done; echo 9jalV3EEBnVXahro0pRMQ+cHlmjE33Slo9tddzCVtCw= ;;
esac
`;

test('a key and a file with its public half, written when nobody listened any more, are found done, unless somebody changed them, and are undone', async () => {
  await made().inside('one', `cat >/usr/bin/wg <<'E'\n${WG}E\nchmod 755 /usr/bin/wg; : >/root/wait`);
  const keys = (): readonly string[] => [...namesIn('etc/wireguard')].toSorted();
  const first = made().start(['apply', 'key', '-i', 'lab', '--yes']);
  await expect.poll(keys, { timeout: 30_000 }).toEqual(['.runbook-new.private.key']);
  first.kill();
  await first.done;
  const killed = lastRun();
  await made().inside('one', 'rm /root/wait');
  await expect.poll(keys, { timeout: 30_000 }).toEqual(['private.key', 'wg0.conf']);
  await made().inside('one', 'cd /etc/wireguard; cp -p wg0.conf /root/; echo by hand >>wg0.conf');
  const refused = await made().runbook(['apply', '--resume', '--yes']);
  expect(refused).toMatchObject({ status: 3, text: expect.stringMatching(/RB3101[^]*wg0\.conf/u) });
  await made().inside('one', 'mv /root/wg0.conf /etc/wireguard/');
  const resumed = await made().runbook(['apply', '--resume', '--yes', '--format', 'json']);
  expect(resumed.status).toBe(0);
  expect(hostsOf(resumed).get('one')).toMatchObject({ changed: 0 });
  expect(await made().inside('one', 'cat /etc/wireguard/wg0.conf')).toBe('# 9jalV3EEBnVXahro0pRMQ+cHlmjE33Slo9tddzCVtCw=\n');
  expect(await made().runbook(['undo', killed, '--yes'])).toMatchObject({ status: 0 });
  expect(namesIn('etc')).not.toContain('wireguard');
});
