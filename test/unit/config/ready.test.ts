import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readSourceFile } from '../../../.config/source-file.ts';

const top = join(import.meta.dirname, '..', '..', '..');
const bundled = `node-${process.platform}-${process.arch}`;
let folder = '';

/** Stands in for npm: notes how it was called, and installs what the tests need to see. */
const fakeNpm = `#!/bin/sh
echo "$*" >>calls
[ ! -e broken ] || { echo 'no registry in reach'; exit 7; }
mkdir -p node_modules/${bundled}/bin
ln -sf '${process.execPath}' node_modules/${bundled}/bin/node
cp package-lock.json node_modules/.package-lock.json
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-ready-'));
  mkdirSync(join(folder, '.config'));
  mkdirSync(join(folder, 'bin'));
  cpSync(join(top, '.config', 'ready.js'), join(folder, '.config', 'ready.js'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(join(folder, 'package-lock.json'), '{}\n');
  writeFileSync(join(folder, 'bin', 'npm'), fakeNpm, { mode: 0o755 });
  writeFileSync(join(folder, 'main.ts'), 'console.log(JSON.stringify(process.argv.slice(2)));\nprocess.exitCode = 3;\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function ready(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
  return spawnSync(process.execPath, ['.config/ready.js', ...args], { cwd: folder, env, encoding: 'utf8' });
}

function calls(): number {
  const file = join(folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
}

test('installs once, then passes arguments and status through', () => {
  const first = ready('main.ts', 'a b', '--c');
  expect(first.stderr).toContain('Installing the packages');
  expect(first.stdout).toBe('["a b","--c"]\n');
  expect(first.status).toBe(3);
  expect(calls()).toBe(1);
  const second = ready('main.ts');
  expect(second.stderr).toBe('');
  expect(second.status).toBe(3);
  expect(calls()).toBe(1);
});

test('installs again when the lock file says something else, and not when it is only newer', () => {
  ready('main.ts');
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(folder, 'package-lock.json'), later, later);
  ready('main.ts');
  expect(calls()).toBe(1);
  writeFileSync(join(folder, 'package-lock.json'), '{"lockfileVersion":3}\n');
  utimesSync(join(folder, 'package-lock.json'), later, later);
  ready('main.ts');
  expect(calls()).toBe(2);
});

test('takes what somebody installed by hand', () => {
  mkdirSync(join(folder, 'node_modules', bundled, 'bin'), { recursive: true });
  symlinkSync(process.execPath, join(folder, 'node_modules', bundled, 'bin', 'node'));
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{}\n');
  expect(ready('main.ts').status).toBe(3);
  expect(calls()).toBe(0);
});

test('says why nothing runs when the packages cannot be installed', () => {
  writeFileSync(join(folder, 'broken'), '');
  const { status, stdout, stderr } = ready('main.ts');
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('no registry in reach');
  expect(stderr).toMatch(/npm ci ended with 7[^]*why: [^]*mend: /);
});

test('runs a program that is no JavaScript, with the Node of the project first in PATH', () => {
  writeFileSync(join(folder, 'program'), '#!/bin/sh\ncommand -v node\necho "$1"\n', { mode: 0o755 });
  const { status, stdout } = ready('program', 'x');
  expect(stdout).toBe(`${join(folder, 'node_modules', bundled, 'bin', 'node')}\nx\n`);
  expect(status).toBe(0);
});

test('a program that a signal ends has the status that a shell would give', () => {
  writeFileSync(join(folder, 'program'), '#!/bin/sh\nkill -TERM $$\n', { mode: 0o755 });
  expect(ready('program').status).toBe(143);
});

test('says how it is used', () => {
  expect(ready()).toMatchObject({ status: 64, stdout: '' });
});

test('has no dependencies', () => {
  const file = readSourceFile('ready.js', readFileSync(join(top, '.config', 'ready.js'), 'utf8'));
  const names = file.imports.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !builtinModules.includes(name?.replace(/^node:/, '') ?? ''))).toEqual([]);
});

test('every npm script of the project begins with it', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')));
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['test', 'test:lab', 'rehearse', 'format']));
  for (const [name, line] of Object.entries(scripts)) expect(line, name).toMatch(/^node \.config\/ready\.js /);
});
