import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Decrypter } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { armored, encryptTo, makePair, writePrivate, type AgePair } from '../support/age-made.ts';
import { PROGRAM, runCli, type CliEnd } from '../support/run-cli.ts';
import { writeProject } from '../support/written-site.ts';

const VALUE = 'it\'s "quoted"\nsecond 한글 line';
const SITE = `ssh: { user: ops }
zones:
  desk: { cidr: 127.0.0.0/8 }
hosts:
  here: { zone: desk, address: 127.0.0.1, connection: local }
vars:
  one: { secret: { age: secrets/one.age } }
  two: { password: { secret: { age: secrets/two.age } } }
  plain: { secret: { file: secrets/plain } }
  proxy: { secret: { env: PROXY_PASSWORD } }
  console: { secret: { prompt: Password of the console } }
`;

let project = '';
let pair: AgePair;
let other: AgePair;
beforeEach(async () => {
  project = writeProject({ 'inventory/site/site.yml': SITE, 'inventory/site/secrets/plain': 'plain value\n' });
  pair = await makePair();
  other = await makePair();
  writePrivate(join(project, 'key'), `${pair.identity}\n`);
  chmodSync(inSecrets('plain'), 0o600);
  recipients(pair);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const inSecrets = (name: string): string => join(project, 'inventory/site/secrets', name);
const recipients = (...pairs: readonly AgePair[]): void =>
  writeFileSync(join(project, 'inventory/site/age_recipients'), pairs.map((one) => `${one.recipient}\n`).join(''));
const secrets = (...argv: readonly string[]): Promise<CliEnd> => runCli(['secrets', ...argv], project, { PROXY_PASSWORD: 'p' });
const withKey = (...argv: readonly string[]): Promise<CliEnd> => secrets(...argv, '--age-identity', 'key');

/** Starts `runbook secrets set NAME` with a value on its standard input. */
async function set(name: string, value: string | Uint8Array): Promise<CliEnd> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(PROGRAM, ['secrets', 'set', name], { cwd: project, env: { PATH, HOME, LANG: 'C.UTF-8' }, stdio: 'pipe' });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (texts.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (texts.err += text.toString()));
  child.stdin.end(value);
  await once(child, 'close');
  return { exitCode: child.exitCode, ...texts };
}

async function contentOf(name: string, { identity }: AgePair): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const lines = readFileSync(inSecrets(name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-'));
  return decrypter.decrypt(Buffer.from(lines.join(''), 'base64'), 'text');
}

/** An editor that does this with the file `$1`. */
function editor(script: string): Readonly<Record<string, string>> {
  const file = join(project, 'editor');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o700);
  return { EDITOR: `${file} -x`, RUNBOOK_AGE_IDENTITY: 'key' };
}

describe('runbook secrets set', () => {
  test("encrypts what comes on standard input for every recipient, in a file that is its owner's alone", async () => {
    recipients(pair, other);
    const done = await set('two.password', VALUE);
    expect([done.exitCode, done.err]).toEqual([0, '']);
    for (const reader of [pair, other]) expect(await contentOf('two.age', reader)).toBe(`${VALUE}\n`);
    expect([statSync(inSecrets('two.age')).mode & 0o777, readdirSync(dirname(inSecrets('x'))).sort()]).toEqual([
      0o600,
      ['plain', 'two.age'],
    ]);
    expect(readFileSync(inSecrets('two.age'), 'utf8') + done.out).not.toMatch(/quoted|한글/u);
  });

  test('leaves what there was when the value, its name or the recipients are not right', async () => {
    await set('one', 'before');
    const before = readFileSync(inSecrets('one.age'));
    const refusals: readonly (readonly [string, string | Uint8Array, string, number])[] = [
      ['one', '\n', 'RB1402', 65],
      ['one', 'canary\u0000', 'RB1007', 65],
      ['one', Buffer.from([0x61, 0xff]), 'RB1417', 65],
      ['one', 'canary'.repeat(100_000), 'RB1419', 64],
      ['none', 'canary', 'RB1418', 64],
      ['plain', 'canary', 'RB1418', 64],
    ];
    for (const [name, value, code, exitCode] of refusals) {
      const end = await set(name, value);
      expect([end.exitCode, end.err.includes(code), end.err.includes('canary')]).toEqual([exitCode, true, false]);
    }
    rmSync(join(project, 'inventory/site/age_recipients'));
    expect((await set('one', 'canary')).err).toContain('RB1414');
    writeFileSync(join(project, 'inventory/site/age_recipients'), `${pair.identity}\n`);
    const mistaken = await set('one', 'canary');
    expect([mistaken.exitCode, mistaken.err.includes('RB1415'), mistaken.err.includes(pair.identity)]).toEqual([65, true, false]);
    expect(readFileSync(inSecrets('one.age')).equals(before)).toBe(true);
  }, 60_000);
});

describe('runbook secrets edit', () => {
  test('gives the value to an editor in a private folder that is gone afterwards, and writes what came of it', async () => {
    await set('one', VALUE);
    const script = `stat -c %a "$2" "\${2%/*}" > seen; echo "$2" >> seen; cp "$2" copy; printf 'new 값\\n' > "$2"; cp "$2" "$2~"`;
    const done = await runCli(['secrets', 'edit', 'one'], project, editor(script));
    expect([done.exitCode, done.err]).toEqual([0, '']);
    const [mode, folderMode, path = ''] = readFileSync(join(project, 'seen'), 'utf8').split('\n');
    expect([mode, folderMode, existsSync(dirname(path))]).toEqual(['600', '700', false]);
    expect(path.startsWith('/dev/shm/')).toBe(existsSync('/dev/shm'));
    expect([readFileSync(join(project, 'copy'), 'utf8'), await contentOf('one.age', pair)]).toEqual([`${VALUE}\n`, 'new 값\n']);
  });

  test('writes nothing when nothing changed, the editor fails, or what it left is no value', async () => {
    await set('one', VALUE);
    const before = readFileSync(inSecrets('one.age'));
    const same = await runCli(['secrets', 'edit', 'one'], project, editor('true'));
    expect([same.exitCode, same.out]).toEqual([0, 'The secret one is as it was; nothing was written.\n']);
    for (const [script, code] of [
      ['echo canary > "$2"; exit 3', 'RB1419'],
      [': > "$2"', 'RB1402'],
    ] as const) {
      const end = await runCli(['secrets', 'edit', 'one'], project, editor(`echo "\${2%/*}" > folder; ${script}`));
      expect([end.exitCode === 0, end.err.includes(code), end.err.includes('canary')]).toEqual([false, true, false]);
      expect(existsSync(readFileSync(join(project, 'folder'), 'utf8').trim())).toBe(false);
    }
    expect((await withKey('edit', 'one')).err).toContain('EDITOR names no editor');
    expect(readFileSync(inSecrets('one.age')).equals(before)).toBe(true);
  }, 60_000);

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const)(
    'removes the text when %s ends it, and writes nothing',
    async (signal) => {
      await set('one', VALUE);
      const before = readFileSync(inSecrets('one.age'));
      const { PATH = '', HOME = '' } = process.env;
      const env = { PATH, HOME, ...editor('echo changed > "$2"; echo "$2" > begun.new; mv begun.new begun; exec sleep 600') };
      const child = spawn(PROGRAM, ['secrets', 'edit', 'one'], { cwd: project, env, stdio: 'ignore' });
      const ended = once(child, 'exit');
      const begun = join(project, 'begun');
      for (let turn = 0; turn < 300 && !existsSync(begun); turn += 1) await pause(100);
      const path = readFileSync(begun, 'utf8').trim();
      expect(existsSync(path)).toBe(true);
      child.kill(signal);
      await ended;
      expect([child.exitCode, existsSync(dirname(path))]).toEqual([130, false]);
      expect(readFileSync(inSecrets('one.age')).equals(before)).toBe(true);
    },
    60_000,
  );
});

describe('runbook secrets rotate', () => {
  test('writes every age file for the recipients as they are now', async () => {
    await set('one', VALUE);
    writeFileSync(inSecrets('two.age'), armored(await encryptTo('of another program', pair.recipient)));
    recipients(pair, other);
    const done = await withKey('rotate');
    expect([done.exitCode, done.err, done.out.startsWith('2 age files written anew, for 2 recipients.')]).toEqual([0, '', true]);
    for (const reader of [pair, other])
      expect([await contentOf('one.age', reader), await contentOf('two.age', reader)]).toEqual([`${VALUE}\n`, 'of another program']);
  });

  test('changes nothing when one file cannot be read, and nothing that would lock out whoever does it', async () => {
    await set('one', VALUE);
    writeFileSync(inSecrets('two.age'), await encryptTo('not ours', other.recipient));
    const before = [readFileSync(inSecrets('one.age')), readFileSync(inSecrets('two.age'))];
    recipients(pair, other);
    const failed = await withKey('rotate');
    expect([failed.exitCode, failed.err.includes('RB1411'), failed.err.includes('two.password')]).toEqual([65, true, true]);
    await set('two.password', 'ours');
    const held = readFileSync(inSecrets('two.age'));
    recipients(other);
    const refused = await withKey('rotate');
    expect([refused.exitCode, refused.err.includes('RB1420')]).toEqual([3, true]);
    expect([readFileSync(inSecrets('one.age')), readFileSync(inSecrets('two.age'))]).toEqual([before[0], held]);
  }, 60_000);
});

describe('runbook secrets check', () => {
  test('says of each secret where it comes from and that it can be read, and no value', async () => {
    await set('one', VALUE);
    writeFileSync(inSecrets('two.age'), await encryptTo('of another program', pair.recipient));
    const { exitCode, out, err } = await runCli(['secrets', 'check', '--age-identity', 'key'], project, {
      PROXY_PASSWORD: 'canary',
      COLUMNS: '200',
    });
    expect([exitCode, err]).toEqual([0, '']);
    const rows = out.split('\n').map((line) => line.split(/ {2,}/u));
    expect(rows).toEqual([
      ['Secret', 'Comes from', 'Can be read', 'Remarks'],
      ['one', 'secrets/one.age', 'yes', 'mode 0600, 1 recipient as in age_recipients'],
      ['two.password', 'secrets/two.age', 'yes', 'mode 0644, 1 recipient, written by another program: for whom is not known'],
      ['plain', 'secrets/plain', 'yes', 'mode 0600'],
      ['proxy', 'PROXY_PASSWORD (environment)', 'yes', '-'],
      ['console', 'whoever runs it', 'asked for', '-'],
      [''],
    ]);
    expect(out).not.toMatch(/quoted|한글|plain value|canary/u);
  });

  test('says when the recipients are others by now, also when they are as many', async () => {
    await set('one', VALUE);
    await set('two.password', VALUE);
    recipients(other);
    const { exitCode, out } = await runCli(['secrets', 'check', '--age-identity', 'key'], project, { PROXY_PASSWORD: 'p', COLUMNS: '200' });
    expect([exitCode, out.match(/age_recipients has changed since \(1 now\): runbook secrets rotate/gu)?.length]).toEqual([0, 2]);
  });

  test('ends with 65 and every reason when some cannot be read; one reason of all files is told once', async () => {
    await set('one', VALUE);
    await set('two.password', VALUE);
    chmodSync(inSecrets('plain'), 0o644);
    const { exitCode, out, err } = await runCli(['secrets', 'check'], project);
    expect(exitCode).toBe(65);
    expect(new Set([...err.matchAll(/error (RB\d+)/gu)].map(([, code]) => code))).toEqual(new Set(['RB1401', 'RB1402', 'RB1410']));
    expect(err).toContain('3 errors');
    expect(out.match(/no: RB1410/gu)?.length).toBe(2);
    expect(out + err).not.toMatch(/quoted|한글|plain value/u);
  });

  test('takes the identity from a command, and says nothing of what it prints', async () => {
    await set('one', VALUE);
    await set('two.password', VALUE);
    const env = { PROXY_PASSWORD: 'p', RUNBOOK_AGE_COMMAND: 'cat key' };
    expect((await runCli(['secrets', 'check'], project, env)).exitCode).toBe(0);
    writeFileSync(join(project, 'key'), `${pair.identity.slice(0, -1)}\n`);
    const { exitCode, out, err } = await runCli(['secrets', 'check'], project, env);
    expect([exitCode, err.includes('RB1416'), (out + err).includes(pair.identity.slice(0, 30))]).toEqual([65, true, false]);
  });
});

test('validate says when an age file is not there yet, and how it is made', async () => {
  writeFileSync(join(project, 'site.yml'), 'name: Empty\nplays: []\n');
  const { out, err } = await runCli(['validate', 'site.yml'], project);
  expect(out + err).toContain('runbook secrets set two.password');
});
