import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { noisePatterns } from './overlay-tree.ts';
import type { LabProject } from './support/lab-project.ts';
import { changedPaths, describeThing, thingAt, type HostTree } from './truth/host-tree.ts';
import { readTrees } from './truth/judge-run.ts';
import type { TruthCase } from './truth/truth-cases.ts';
import { declare, families, makeTwoFamilies } from './truth/two-families.ts';
import { matchesEntry } from '../../src/core/footprint.ts';

/* A run that is taken back on real hosts of both families, and all that may come between. */
let project: LabProject;
let before: ReadonlyMap<string, HostTree>;

const unit = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';
const changes: readonly TruthCase[] = [
  { type: 'file', params: { path: '/etc/motd', content: 'Authorised use only.\n', mode: '0600' } },
  { type: 'directory', params: { path: '/srv/site', mode: '0750', owner: 'ops', group: 'ops' } },
  { type: 'file', params: { path: '/srv/site/한글 "a" *', content: 'new\n' } },
  { type: 'symlink', params: { path: '/srv/site/link', target: '/etc/motd' } },
  { type: 'line', params: { path: '/etc/environment', name: 'proxy', line: 'no_proxy=localhost' } },
  { type: 'sysctl', params: { name: 'net.ipv4.ip_forward', value: 1 } },
  { type: 'file', params: { path: '/etc/systemd/system/undone.service', content: unit } },
  { type: 'service', params: { name: 'undone', runs_with: ['file:/etc/systemd/system/undone.service'] } },
];

beforeAll(async () => {
  project = await makeTwoFamilies('rpcu');
});
afterAll(() => project.remove());

beforeEach(async () => {
  declare(project, changes);
  for (const host of families) await project.inside(host, 'sysctl -q -w net.ipv4.ip_forward=0');
  before = readTrees(project, families);
  const applied = await project.runbook(['apply', 'truth', '-i', 'lab', '--yes']);
  if (applied.status !== 0 || differences().length === 0) throw new Error(`nothing was changed: ${applied.text.slice(-2000)}`);
});

/** What is not as it was before the run; the store itself and what changes by itself left out. */
function differences(hosts: readonly string[] = families): readonly string[] {
  const noise = noisePatterns().map((pattern) => `path:/${pattern}`);
  const now = readTrees(project, hosts);
  return hosts.flatMap((host) => {
    const [old, tree] = [before.get(host), now.get(host)];
    if (old === undefined || tree === undefined) throw new Error(`${host} was not looked at`);
    return changedPaths(old, tree)
      .filter((path) => !path.startsWith('/var/lib/runbook') && !noise.some((pattern) => matchesEntry(pattern, `path:${path}`)))
      .map((path) => `${host} ${path}: ${describeThing(thingAt(old, path))} → ${describeThing(thingAt(tree, path))}`);
  });
}

async function live(host: string): Promise<string> {
  const state = 'cat /proc/sys/net/ipv4/ip_forward; systemctl is-active undone || :; systemctl is-enabled undone 2>/dev/null || :';
  return (await project.inside(host, state)).trim().replaceAll('\n', ' ');
}

function lastRun(): string {
  return (
    readdirSync(join(project.folder, '.runbook', 'runs'))
      .toSorted()
      .at(-1) ?? ''
  );
}

async function undo(run: string, ...more: readonly string[]): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const { status, text } = await project.runbook(['undo', run, ...more]);
  return { status, text: text.replace(/\s+/gu, ' ') };
}

async function expectUndone(run: string): Promise<void> {
  const shown = await undo(run, '--yes');
  expect({ status: shown.status, text: shown.text.slice(-1500) }).toEqual({ status: 0, text: expect.any(String) });
  expect(differences()).toEqual([]);
}

test('is as before, live too; a second undo has nothing to do; and the undo can be undone', async () => {
  const run = lastRun();
  const done = await Promise.all(families.map((host) => live(host)));
  expect(done).toEqual(['1 active enabled', '1 active enabled']);
  const looked = await undo(run, '--check');
  expect([looked.status, await live('deb')]).toEqual([0, '1 active enabled']);
  await expectUndone(run);
  expect(await Promise.all(families.map((host) => live(host)))).toEqual(['0 inactive', '0 inactive']);
  const again = await undo(run, '--yes');
  expect([again.status, again.text]).toEqual([0, expect.stringContaining('Nothing to undo')]);
  const runs = readdirSync(join(project.folder, '.runbook', 'runs')).toSorted();
  const undone = runs.at(-2) ?? '';
  expect((await undo(undone, '--yes')).status).toBe(0);
  expect(await Promise.all(families.map((host) => live(host)))).toEqual(done);
  expect((await undo(lastRun(), '--yes')).status).toBe(0);
  expect(differences()).toEqual([]);
});

test('is refused on the host where something moved since, and done on the other', async () => {
  const run = lastRun();
  await project.inside('deb', 'echo theirs >/etc/motd; echo 0 >/proc/sys/net/ipv4/ip_forward');
  const shown = await undo(run, '--yes');
  expect(shown.status).toBe(3);
  expect(shown.text).toContain('RB3031');
  expect(shown.text).toMatch(/"digest \/etc\/motd": was "[0-9a-f]{64}" after the run, is "[0-9a-f]{64}"/u);
  expect(await project.inside('deb', 'cat /etc/motd; cat "/srv/site/한글 \\"a\\" *"')).toBe('theirs\nnew\n');
  expect(differences(['el'])).toEqual([]);
  await project.inside('deb', 'printf "Authorised use only.\\n" >/etc/motd');
  await expectUndone(run);
});

test('is refused after a later run that changed the same, with its name', async () => {
  const run = lastRun();
  declare(project, [{ type: 'file', params: { path: '/etc/motd', content: 'Later.\n', mode: '0600' } }]);
  expect((await project.runbook(['apply', 'truth', '-i', 'lab', '--yes'])).status).toBe(0);
  const later = lastRun();
  const shown = await undo(run, '--yes');
  expect([shown.status, shown.text]).toEqual([3, expect.stringContaining(`by the run ${later}`)]);
  await undo(later, '--yes');
  await expectUndone(run);
});

test('is finished by the next one when it was killed in the middle', async () => {
  const run = lastRun();
  const running = project.start(['undo', run, '--yes', '--format', 'json']);
  const isHalf = (): boolean => {
    // The folder of a run is there a moment before its journal.
    const journal = join(project.folder, '.runbook', 'runs', lastRun(), 'journal.jsonl');
    return lastRun() !== run && existsSync(journal) && /"event":"step_done"/u.test(readFileSync(journal, 'utf8'));
  };
  while (!isHalf()) await new Promise((resolve) => setTimeout(resolve, 20));
  running.kill();
  await running.done;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await expectUndone(run);
});

test('needs a journal that is whole, of this inventory and this host', async () => {
  const run = lastRun();
  const file = join(project.folder, '.runbook', 'runs', run, 'journal.jsonl');
  const journal = readFileSync(file, 'utf8');
  writeFileSync(file, journal.replace('"event":"step_done"', '"event":"step_dome"'));
  const line = journal.split('\n').findIndex((one) => one.includes('"event":"step_done"')) + 1;
  expect(await undo(run, '--yes')).toMatchObject({ status: 65, text: expect.stringMatching(new RegExp(`line\\s+${line + 1}:`, 'u')) });
  writeFileSync(file, journal.replaceAll('Authorised use', 'Unauthorised use'));
  expect(await undo(run, '--yes')).toMatchObject({ status: 65, text: expect.stringContaining('RB6062') });
  writeFileSync(file, journal);
  appendFileSync(file, '{"at":"torn');
  expect((await undo('20000101-000000-aaaa', '--yes')).status).toBe(64);
  await expectUndone(run);
});
