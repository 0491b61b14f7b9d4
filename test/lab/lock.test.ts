import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bastionSite } from './support/bastion-site.ts';
import { hostsOf, noticesOf } from './support/run-report.ts';
import { playbook, tasks, workOn } from './support/ten-steps.ts';
import { useLabProject } from './support/use-lab-project.ts';

const files = {
  'inventory/lab/site.yml': bastionSite({ hosts: '\n  one: { zone: internal, address: 198.18.30.11, groups: [bare] }' }),
  'playbooks/slow.yml': playbook('slow'),
  'playbooks/quick.yml': playbook('quick'),
  'roles/slow/tasks.yml': tasks('slow', 2),
  'roles/quick/tasks.yml': tasks('quick'),
};

const made = useLabProject('rbl', files);

const apply = (name: string): readonly string[] => ['apply', name, '-i', 'lab', '--yes', '--format', 'json'];
const work = (): Promise<readonly string[]> => workOn(made(), 'one');
const runs = (): readonly string[] => readdirSync(join(made().folder, '.runbook/runs')).toSorted();
const clear = (): Promise<string> => made().inside('one', 'rm -f /root/work /root/done-* /root/go');
const letGo = (): Promise<string> => made().inside('one', ': >/root/go');
/** The driver was told to begin nothing more. */
const isStopped = async (): Promise<string> => made().inside('one', 'cat /run/runbook/lease');

test('two runs at once: the second waits, says for whom, and comes after the first', async () => {
  await clear();
  const first = made().start(apply('slow'));
  await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
  const waiting = made().start(apply('quick'));
  await expect.poll(() => waiting.text(), { timeout: 30_000 }).toContain('waits for the lock');
  await letGo();
  const second = await waiting.done;
  expect((await first.done).status).toBe(0);
  expect(second.status).toBe(0);
  expect(noticesOf(second)).toMatch(/waits for the lock of the run \d{8}-\d{6}-\w+ of \S+ on /u);
  expect(await work()).toEqual([
    ...Array.from({ length: 10 }, (_, n) => `slow-${n}`),
    ...Array.from({ length: 10 }, (_, n) => `quick-${n}`),
  ]);
  expect(await made().inside('one', 'ls /run/runbook')).toBe('');
});

test('a run that is killed leaves no lock that blocks: the next says whose it was and goes on at once', async () => {
  await clear();
  const first = made().start(apply('slow'));
  await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
  first.kill();
  await first.done;
  const waiting = made().start(apply('quick'));
  // It has a step in hand, and that is let finish.
  await expect.poll(() => waiting.text(), { timeout: 30_000 }).toContain('waits for the lock');
  await letGo();
  const startedMs = Date.now();
  const second = await waiting.done;
  expect(second.status).toBe(0);
  expect(Date.now() - startedMs).toBeLessThan(25_000);
  expect(await work()).toEqual(['slow-0', 'slow-1', 'slow-2', ...Array.from({ length: 10 }, (_, n) => `quick-${n}`)]);
  expect(await made().inside('one', 'ls /run/runbook')).not.toMatch(/^lock$/mu);
});

test('unlock wants a reason; a run whose lock was removed stops before its next step', async () => {
  await clear();
  expect(await made().runbook(['unlock', 'one', '-i', 'lab'])).toMatchObject({ status: 64, text: expect.stringContaining('RB6072') });
  const first = made().start(apply('slow'));
  await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
  const unlocked = await made().runbook(['unlock', 'one', '-i', 'lab', '--reason', 'it hangs']);
  expect(unlocked).toMatchObject({
    status: 0,
    text: expect.stringMatching(/^one: the lock of the run \S+ of .+ is removed; that run still lived/mu),
  });
  await letGo();
  const stopped = await first.done;
  expect(stopped.status).toBe(3);
  expect(hostsOf(stopped).get('one')).toMatchObject({ status: 'refused', diagnostics: [{ code: 'RB3121' }] });
  expect(await work()).toEqual(['slow-0', 'slow-1', 'slow-2']);
  const again = await made().runbook(['unlock', 'one', '-i', 'lab', '--reason', 'to see']);
  expect(again).toMatchObject({ status: 0, text: 'one: there is no lock\n' });
  const journal = readFileSync(join(made().folder, '.runbook/runs', runs().at(-2) ?? '', 'journal.jsonl'), 'utf8');
  expect(journal).toMatch(/"verb":"unlock".*"reason":"it hangs"/u);
  expect(journal).toMatch(/"event":"notice".*the lock of the run \S+ of .+ is removed/u);
});

test.each(['SIGINT', 'SIGHUP'] as const)(
  '%s in the middle of ten steps that were sent: the step in hand is finished, none is begun',
  async (signal) => {
    await clear();
    const running = made().start(apply('slow'));
    await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
    running.signal(signal);
    if (signal === 'SIGHUP') running.signal(signal);
    await expect.poll(isStopped, { timeout: 30_000 }).toMatch(/ 0 busy\n$/u);
    await letGo();
    const stopped = await running.done;
    expect(stopped.status).toBe(130);
    expect(await work()).toEqual(['slow-0', 'slow-1', 'slow-2']);
    expect(hostsOf(stopped).get('one')).toMatchObject({ status: 'not_run', changed: 3 });
    expect((await made().runbook(['journal', 'verify'])).status).toBe(0);
    expect(await made().inside('one', 'ls /run/runbook')).not.toMatch(/^lock$/mu);
  },
);

test('a lock from before a restart holds nobody up', async () => {
  await clear();
  // As the driver writes it, of a host that was started another time.
  await made().inside('one', "printf '%s\\n' 'old 99999999' 00000000-0000-0000-0000-000000000000 '1 1' 5 kim >/run/runbook/lock");
  const shown = await made().runbook(apply('quick'));
  expect(shown.status).toBe(0);
  expect(noticesOf(shown)).toContain('takes over the lock of the run old of kim: the host was started again since');
});

test('a run whose time is up finishes the step in hand and begins no other', async () => {
  await clear();
  const running = made().start([...apply('slow'), '--timeout', '8s']);
  await expect.poll(work, { timeout: 30_000 }).toContain('slow-2');
  await expect.poll(isStopped, { timeout: 30_000 }).toMatch(/ 0 busy\n$/u);
  await letGo();
  const shown = await running.done;
  expect(shown.status).toBe(6);
  expect(await work()).toEqual(['slow-0', 'slow-1', 'slow-2']);
  expect(hostsOf(shown).get('one')).toMatchObject({ status: 'not_run', changed: 3 });
  expect(noticesOf(shown)).toMatch(/Time limit: no step begins after \d{4}-/u);
});
