import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROGRAM } from '../support/run-cli.ts';
import { writePrivate } from '../support/age-made.ts';
import { writeProject } from '../support/written-site.ts';

const VALUE = 'it\'s "quoted"\nsecond 한글 line';
const PASSPHRASE = 'correct "horse" 말';
const SITE = `ssh: { user: ops }
zones:
  desk: { cidr: 127.0.0.0/8 }
hosts:
  here: { zone: desk, address: 127.0.0.1, connection: local }
vars:
  one: { secret: { age: secrets/one.age } }
  two: { secret: { age: secrets/two.age } }
`;

let project = '';
beforeEach(async () => {
  project = writeProject({ 'inventory/site/site.yml': SITE });
  mkdirSync(join(project, 'inventory/site/secrets'));
  await make('age-keygen', '-o', 'key');
  writeFileSync(join(project, 'inventory/site/age_recipients'), await make('age-keygen', '-y', 'key'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Runs a program in the project, and gives its status and all that it printed. */
async function run(
  argv: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly [number | null, string]> {
  const [program = '', ...args] = argv;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, { cwd: project, env: { PATH, HOME, LANG: 'C.UTF-8', COLUMNS: '200', ...env }, stdio: 'pipe' });
  const blocks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (block: Buffer) => blocks.push(block));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await once(child, 'close');
  return [child.exitCode, Buffer.concat(blocks).toString('utf8')];
}

/** The output of a program that must succeed. */
async function make(...argv: readonly string[]): Promise<string> {
  const [status, said] = await run(argv, '');
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${said}`);
  return said;
}

/** Runs a command line of sh in a terminal of its own, in which somebody types these lines, each when the terminal asks for it. */
async function inTerminal(
  command: string,
  answers: readonly (readonly [question: string, answer: string])[],
): Promise<readonly [number | null, string]> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: project,
    env: { PATH, HOME, LANG: 'C.UTF-8', TERM: 'dumb', SHELL: '/bin/sh' },
    stdio: 'pipe',
  });
  let shown = '';
  let read = 0;
  const left = [...answers];
  child.stdout.on('data', (text: Buffer) => {
    shown += text.toString('utf8');
    const [next] = left;
    if (next === undefined) return;
    const at = shown.indexOf(next[0], read);
    if (at < 0) return;
    read = at + next[0].length;
    left.shift();
    child.stdin.write(`${next[1]}\r`);
  });
  await once(child, 'close');
  expect(left).toEqual([]);
  return [child.exitCode, shown];
}

describe('the program age of Debian', () => {
  test('opens what runbook wrote', async () => {
    expect((await run([PROGRAM, 'secrets', 'set', 'one'], VALUE))[0]).toBe(0);
    expect(await make('age', '-d', '-i', 'key', 'inventory/site/secrets/one.age')).toBe(`${VALUE}\n`);
    expect((await run([PROGRAM, 'secrets', 'set', 'two'], 'x'.repeat(200_000)))[0]).toBe(0);
    expect((await make('age', '-d', '-i', 'key', 'inventory/site/secrets/two.age')).length).toBe(200_001);
  });

  test('writes what runbook opens, binary and armored, and rotates', async () => {
    writeFileSync(join(project, 'value'), `${VALUE}\n`);
    await make('age', '-R', 'inventory/site/age_recipients', '-o', 'inventory/site/secrets/one.age', 'value');
    await make('age', '-a', '-R', 'inventory/site/age_recipients', '-o', 'inventory/site/secrets/two.age', 'value');
    const [status, said] = await run([PROGRAM, 'secrets', 'check', '--age-identity', 'key'], '');
    expect([status, said.match(/ {2}yes {2}/gu)?.length, said.includes('quoted')]).toEqual([0, 2, false]);
    await make('age-keygen', '-o', 'other');
    writeFileSync(
      join(project, 'inventory/site/age_recipients'),
      (await make('age-keygen', '-y', 'key')) + (await make('age-keygen', '-y', 'other')),
    );
    await make(PROGRAM, 'secrets', 'rotate', '--age-identity', 'key');
    for (const name of ['one', 'two'])
      expect(await make('age', '-d', '-i', 'other', `inventory/site/secrets/${name}.age`)).toBe(`${VALUE}\n`);
  });

  test('protects files and identities by a passphrase that runbook asks for once, without showing it', async () => {
    writeFileSync(join(project, 'value'), VALUE);
    const twice = [
      ['Enter passphrase', PASSPHRASE],
      ['Confirm passphrase', PASSPHRASE],
    ] as const;
    expect((await inTerminal('age -p -o inventory/site/secrets/one.age value', twice))[0]).toBe(0);
    expect((await inTerminal('age -p -o locked key', twice))[0]).toBe(0);
    writePrivate(join(project, 'locked'), readFileSync(join(project, 'locked')));
    await make('age', '-R', 'inventory/site/age_recipients', '-o', 'inventory/site/secrets/two.age', 'value');
    const [status, shown] = await inTerminal(`${PROGRAM} secrets check --age-identity locked`, [['one.age: ', PASSPHRASE]]);
    expect([status, shown.match(/ {2}yes {2}/gu)?.length]).toEqual([0, 2]);
    expect(shown.match(/Passphrase of/gu)?.length).toBe(1);
    expect(shown).not.toMatch(/horse|quoted|AGE-SECRET/u);
    const [wrong, told] = await inTerminal(`${PROGRAM} secrets check --age-identity key`, [['one.age: ', 'battery staple']]);
    expect([wrong, told.includes('RB1413'), told.includes('battery')]).toEqual([65, true, false]);
  });
});

test('a value is typed twice without being shown', async () => {
  const set = `${PROGRAM} secrets set one`;
  const [status, shown] = await inTerminal(set, [
    ['Value of one: ', VALUE.replace('\n', ' ')],
    ['The same again: ', VALUE.replace('\n', ' ')],
  ]);
  expect([status, shown.includes('quoted')]).toEqual([0, false]);
  expect(await make('age', '-d', '-i', 'key', 'inventory/site/secrets/one.age')).toBe(`${VALUE.replace('\n', ' ')}\n`);
  const [differs, told] = await inTerminal(set, [
    ['Value of one: ', 'canary one'],
    ['The same again: ', 'canary two'],
  ]);
  expect([differs, told.includes('RB1419'), told.includes('canary')]).toEqual([64, true, false]);
});
