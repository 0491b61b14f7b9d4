import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const top = join(import.meta.dirname, '..', '..', '..');
/** Prints its arguments and where compiled code is kept. */
const main = 'console.log(JSON.stringify([process.argv.slice(2), process.env.NODE_COMPILE_CACHE ?? ""]));\n';
let folder = '';
let home = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-launcher-'));
  home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  mkdirSync(join(folder, 'a b', 'src', 'cli'), { recursive: true });
  mkdirSync(join(folder, 'a b', 'node_modules', 'node-x', 'bin'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  cpSync(join(top, 'src', 'cli', 'runbook'), join(folder, 'a b', 'src', 'cli', 'runbook'));
  writeFileSync(join(folder, 'a b', 'src', 'cli', 'main.ts'), main);
  writeFileSync(join(folder, 'a b', 'package.json'), '{"type":"module"}\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a Node into the checkout, as the platform package does. */
function bringNode(): void {
  symlinkSync(process.execPath, join(folder, 'a b', 'node_modules', 'node-x', 'bin', 'node'));
}

/** Makes a program named node in PATH that says it is of the given version. */
function fakeNode(version: string): void {
  writeFileSync(
    join(folder, 'bin', 'node'),
    `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\nexec '${process.execPath}' "$@"\n`,
    { mode: 0o755 },
  );
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const path = `${join(folder, 'bin')}:/usr/bin:/bin`;
  const shell = env['SHELL_UNDER_TEST'] ?? 'sh';
  return spawnSync(shell, [program, ...args], { cwd: folder, env: { PATH: path, HOME: home, ...env }, encoding: 'utf8' });
}

const launcher = 'a b/src/cli/runbook';

describe('the launcher', () => {
  test.each(['sh', 'dash', 'bash'])('passes arguments on unchanged under %s, and writes nothing to stderr', (shell) => {
    bringNode();
    const { status, stdout, stderr } = launch(launcher, ['plan', 'a b', '', '--x=*', "'"], { SHELL_UNDER_TEST: shell });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toBe(`${JSON.stringify([['plan', 'a b', '', '--x=*', "'"], join(home, '.cache', 'runbook')])}\n`);
  });

  test('is found through links to links, relative ones too', () => {
    bringNode();
    symlinkSync(`../${launcher}`, join(folder, 'bin', 'one'));
    symlinkSync('one', join(folder, 'bin', 'two'));
    expect(launch('bin/two', ['x']).stdout).toContain('[["x"]');
    expect(
      execFileSync('env', ['two', 'y'], { env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: home }, encoding: 'utf8' }),
    ).toContain('[["y"]');
  });

  test('has the status of the program', () => {
    bringNode();
    writeFileSync(join(folder, 'a b', 'src', 'cli', 'main.ts'), 'process.exitCode = 65;\n');
    expect(launch(launcher, []).status).toBe(65);
  });

  test('runs on the Node of the machine when that is new enough', () => {
    fakeNode('v24.0.0');
    const { status, stdout } = launch(launcher, ['x']);
    expect(stdout).toContain('[["x"]');
    expect(status).toBe(0);
  });

  test.each([
    ['v20.20.2', 'v20.20.2'],
    ['v9.11.2', 'v9.11.2'],
    ['nonsense', 'nonsense'],
  ])('refuses a Node %s and says what to do', (version, told) => {
    fakeNode(version);
    const { status, stdout, stderr } = launch(launcher, ['x']);
    expect(status).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^runbook: Node 24 or newer is needed\n {2}why: .*\n {2}mend: install Node 24 or newer/);
    expect(stderr).toContain(told);
  });

  test('says so when the packages are not installed', () => {
    rmSync(join(folder, 'a b', 'node_modules'), { recursive: true });
    fakeNode('v24.0.0');
    const { status, stderr } = launch(launcher, []);
    expect(status).toBe(64);
    expect(stderr).toContain('npm ci');
  });
});

describe('compiled code', () => {
  test('is kept in a folder that only its owner reads', () => {
    bringNode();
    launch(launcher, []);
    const kept = join(home, '.cache', 'runbook');
    expect(statSync(kept).mode & 0o777).toBe(0o700);
    expect(readdirSync(kept)).toHaveLength(1);
  });

  test.each([
    ['a folder that others may write', 0o777],
    ['a folder that the group may write', 0o770],
  ])('is not kept in %s', (_name, mode) => {
    bringNode();
    const kept = join(home, '.cache', 'runbook');
    mkdirSync(kept, { recursive: true });
    chmodSync(kept, mode);
    expect(launch(launcher, []).stdout).toBe('[[],""]\n');
    expect(readdirSync(kept)).toEqual([]);
  });

  test('is not kept behind a link, nor without a home, nor in a home that cannot be written', () => {
    bringNode();
    mkdirSync(join(home, '.cache'));
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(home, '.cache', 'runbook'));
    for (const where of [home, '', 'relative', '/nowhere']) {
      const { status, stdout, stderr } = launch(launcher, [], { HOME: where });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '[[],""]\n', stderr: '' });
    }
  });
});
