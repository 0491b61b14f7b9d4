import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planProject, withPlanProject } from '../../support/plan-project.ts';
import { withProject } from '../../support/written-site.ts';

const top = join(import.meta.dirname, '..', '..', '..');
let folder = '';
/** A secret of whoever happens to start the program when it is joined. */
const secret = 'qz7wxk-joined-by-somebody';

function node(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, args, { cwd: top, encoding: 'utf8', env: { PATH: process.env['PATH'], SITE_PASSWORD: secret } });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-joined-'));
  const { status, stderr } = node(join(top, '.config', 'compile.ts'), folder);
  if (status !== 0 || stderr !== '') throw new Error(`the program could not be joined: ${stderr}`);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the joined program does what its sources do', { timeout: 60_000 }, () => {
  for (const args of [['--version'], ['--help'], ['validate', 'site', '-i', 'example'], ['explain', 'file'], ['plan', '-i', 'nowhere']]) {
    const { status, stdout, stderr } = node(join(top, 'src', 'cli', 'main.ts'), ...args);
    expect(node(join(folder, 'current', 'main.js'), ...args)).toEqual(expect.objectContaining({ status, stdout, stderr }));
  }
});

test('so does its snapshot, wherever and by whomever it is started', { timeout: 60_000 }, () => {
  const other = { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'ko_KR.UTF-8', COLUMNS: '50', SUDO_USER: 'somebody', TZ: 'Asia/Seoul' };
  for (const args of [
    ['validate', 'site', '-i', 'example'],
    ['plan', '-i', 'nowhere'],
    ['apply', '--help'],
    ['plan', '-i', 'example', '--list-hosts'],
  ]) {
    const run = (...start: readonly string[]): unknown => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [...start, ...args], {
        cwd: join(top, 'inventory'),
        encoding: 'utf8',
        env: other,
      });
      return { status, stdout, stderr };
    };
    expect(run('--snapshot-blob', join(folder, 'current', 'snapshot'), '--')).toEqual(run(join(top, 'src', 'cli', 'main.ts')));
  }
});

test('what is in no snapshot is loaded when it is needed: another program is started', { timeout: 60_000 }, () => {
  const tasks = '- command: { name: look, argv: ["true"], unless: ["true"] }\n';
  withProject(planProject('/nowhere', tasks), (project) => {
    const args = ['--snapshot-blob', join(folder, 'current', 'snapshot'), '--', 'plan'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('1 resource'), '']);
  });
});

test('what waits goes on: a run from its snapshot waits for the lock of another', { timeout: 60_000 }, async () => {
  const place = join(folder, 'place');
  mkdirSync(place);
  const slow = '- command: { name: slow, argv: [sh, -c, "echo x >{{place}}/slow; sleep 2"], creates: "{{place}}/slow" }\n';
  const apply = ['--snapshot-blob', join(folder, 'current', 'snapshot'), '--', 'apply', '-y'];
  await withPlanProject(planProject(place, slow), async (first) => {
    const holder = spawn(process.execPath, apply, { cwd: first, stdio: 'ignore' });
    const ended = new Promise((resolve) => holder.on('close', resolve));
    while (holder.exitCode === null && !existsSync(join(place, 'slow'))) await new Promise((resolve) => setTimeout(resolve, 20));
    await withPlanProject(planProject(place, '- directory: { path: "{{place}}/late" }\n'), async (second) => {
      const waiting = spawn(process.execPath, apply, { cwd: second, timeout: 30_000, stdio: ['ignore', 'pipe', 'ignore'] });
      const [status, out] = await Promise.all([new Promise((resolve) => waiting.on('close', resolve)), text(waiting.stdout)]);
      expect([status, out]).toEqual([0, expect.stringContaining('waits for the lock')]);
    });
    expect(await ended).toBe(0);
  });
});

test('what a plan does is compiled in its snapshot: hardly anything is compiled when it starts', { timeout: 60_000 }, () => {
  const tasks = '- file: { path: /page, content: x, mode: "0644", owner: root, group: root }\n';
  withProject(planProject('/nowhere', tasks), (project) => {
    const log = join(project, 'functions.log');
    const options = ['--log-function-events', '--no-logfile-per-isolate', `--logfile=${log}`];
    const args = [...options, '--snapshot-blob', join(folder, 'current', 'snapshot'), '--', 'plan', '--format', 'plain'];
    expect(spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' })).toEqual(
      expect.objectContaining({ status: 0, stderr: '' }),
    );
    const compiled = readFileSync(log, 'utf8').match(/^function,interpreter,/gmu) ?? [];
    // Without what was done before the snapshot was taken they are nearly eight hundred.
    expect(compiled.length).toBeGreaterThan(0);
    expect(compiled.length).toBeLessThan(300);
  });
});

test('nothing of what was done before it was taken is in its snapshot', () => {
  const snapshot = readFileSync(join(folder, 'current', 'snapshot'), 'latin1');
  expect(snapshot).toContain('.jsonl');
  // Folders for temporary files and names of runs, which have the time in them.
  expect(snapshot.match(/\/runbook-[A-Za-z0-9]{6}\/|\b\d{8}-\d{6}-[0-9a-f]{6}\b/gu)).toBeNull();
  // A private key that somebody was entered with, by the first letters of what OpenSSH writes ("openssh-key-v1" in base64).
  expect(snapshot.match(/b3BlbnNzaC1rZXktdjE/gu)).toBeNull();
});

test('nothing of the environment in which it was joined is in it', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(10);
  const holding = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(secret));
  expect(holding.map((entry) => entry.name)).toEqual([]);
});

test('every part of it can be loaded', { timeout: 60_000 }, () => {
  const parts = readdirSync(join(folder, 'current')).filter((name) => name.endsWith('.js') && name !== 'main.js');
  expect(parts.length).toBeGreaterThan(10);
  const load = `for (const part of ${JSON.stringify(parts)}) await import(${JSON.stringify(`${join(folder, 'current')}/`)} + part);`;
  expect(node('--input-type=module', '-e', load)).toEqual(expect.objectContaining({ status: 0, stderr: '' }));
});
