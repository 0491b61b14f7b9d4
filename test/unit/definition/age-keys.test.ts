import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { AgeKeySources } from '../../../src/definition/age-keys.ts';
import { createAgeKeys, secretText, type AgeKeys } from '../../../src/definition/site.ts';
import { armored, encryptTo, encryptWith, makePair, writePrivate, type AgePair } from '../../support/age-made.ts';

let place = '';
let pair: AgePair;
let other: AgePair;
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'runbook-age-'));
  pair = await makePair();
  other = await makePair();
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const VALUE = 'it\'s "quoted"\nsecond 한글 line';
const at = (name: string): string => join(place, name);
const top = new URL('../../..', import.meta.url).pathname;
const subject = { what: 'the secret "token"' };

/** Keys that answer questions in order, and what they were asked and told of. */
function keysOf(sources: Partial<AgeKeySources>, ...answers: readonly string[]) {
  const asked: string[] = [];
  const learned: string[] = [];
  const keys = createAgeKeys({
    ask: async (question) => {
      const answer = answers[asked.push(question) - 1] ?? '';
      // A person takes a while, in which other files are needed too.
      await pause(50);
      return answer;
    },
    learn: (one) => learned.push(`${one.name}: ${one.value}`),
    ...sources,
  });
  return { keys, asked, learned };
}

const textOf = async (keys: AgeKeys, name: string): Promise<string> =>
  Buffer.from((await keys.open(at(name), subject)).content).toString('utf8');

/** Everything that a refusal says. */
async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof RunbookError ? JSON.stringify(error.diagnostics) : String(error)),
  );
}

describe('an age file', () => {
  test('is opened by an identity of a file, binary or armored; the identity is learned before', async () => {
    const bytes = await encryptTo(VALUE, other.recipient, pair.recipient);
    writeFileSync(at('binary.age'), bytes);
    writeFileSync(at('armored.age'), `\n${armored(bytes).replaceAll('\n', '\r\n')}`);
    const identityFile = writePrivate(at('key'), `# created: today\n\n${pair.identity}\r\n`);
    const { keys, learned } = keysOf({ identityFile });
    expect(await textOf(keys, 'binary.age')).toBe(VALUE);
    expect(await textOf(keys, 'armored.age')).toBe(VALUE);
    expect(learned).toEqual([`age identity: ${pair.identity}`]);
    expect(await keys.recipients()).toEqual([pair.recipient]);
  });

  test('is opened by what a command prints, which runs once; a file of an identity wins over it', async () => {
    writeFileSync(at('a.age'), await encryptTo('a', pair.recipient));
    writeFileSync(at('b.age'), await encryptTo('b', other.recipient));
    let runs = 0;
    const command = async (): Promise<string> => {
      runs += 1;
      return Promise.resolve(`# two\n${other.identity}\n${pair.identity}\n`);
    };
    const { keys } = keysOf({ command });
    expect(await Promise.all([textOf(keys, 'a.age'), textOf(keys, 'b.age')])).toEqual(['a', 'b']);
    const both = keysOf({ command, identityFile: writePrivate(at('key'), pair.identity) });
    expect(await textOf(both.keys, 'a.age')).toBe('a');
    expect(runs).toBe(1);
  });

  test('is opened by a passphrase, which is asked for once for all files that have it', async () => {
    for (const name of ['a', 'b']) writeFileSync(at(`${name}.age`), await encryptWith('correct horse', name));
    writeFileSync(at('c.age'), await encryptWith('another one', 'c'));
    const { keys, asked, learned } = keysOf({}, 'correct horse', 'another one');
    // Which of the two is first is nobody's business.
    expect(await Promise.all([textOf(keys, 'a.age'), textOf(keys, 'b.age')])).toEqual(['a', 'b']);
    expect(asked.map((question) => question.replace(/[ab]\.age$/u, 'one of them'))).toEqual([`Passphrase of ${at('one of them')}`]);
    expect([await textOf(keys, 'c.age'), asked[1]]).toEqual(['c', `Passphrase of ${at('c.age')}`]);
    expect(learned).toEqual(['age passphrase: correct horse', 'age passphrase: another one']);
  });

  test('is opened by an identity that has a passphrase itself', async () => {
    writeFileSync(at('a.age'), await encryptTo('a', pair.recipient));
    const identityFile = writePrivate(at('key.age'), armored(await encryptWith('correct horse', `${pair.identity}\n`)));
    const { keys, asked, learned } = keysOf({ identityFile }, 'correct horse');
    expect([await textOf(keys, 'a.age'), await textOf(keys, 'a.age'), asked.length]).toEqual(['a', 'a', 1]);
    expect(learned).toEqual(['age passphrase: correct horse', `age identity: ${pair.identity}`]);
  });
});

describe('an age file is not opened', () => {
  test('without an identity: RB1410', async () => {
    writeFileSync(at('a.age'), await encryptTo(VALUE, pair.recipient));
    expect(await refusal(keysOf({}).keys.open(at('a.age'), subject))).toContain('"RB1410"');
  });

  test('by another identity: RB1411, which tells for how many it is and no key', async () => {
    writeFileSync(at('a.age'), await encryptTo(VALUE, pair.recipient, pair.recipient));
    const identityFile = writePrivate(at('key'), other.identity);
    const said = await refusal(keysOf({ identityFile }).keys.open(at('a.age'), subject));
    expect(said).toContain('"RB1411"');
    expect(said).toContain('2 other keys');
    expect(said).not.toContain(other.identity);
  });

  test.each([
    ['its payload', (bytes: Uint8Array) => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1)],
    ['its end', (bytes: Uint8Array) => bytes.slice(0, -1)],
    [
      'its authentication code',
      (bytes: Uint8Array) =>
        Buffer.from(
          Buffer.from(bytes)
            .toString('latin1')
            .replace(/--- ./u, (old) => (old.endsWith('A') ? '--- B' : '--- A')),
          'latin1',
        ),
    ],
    ['its version', (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString('latin1').replace('/v1', '/v9'), 'latin1')],
    ['the rest of its header', (bytes: Uint8Array) => bytes.slice(0, 40)],
    ['everything', () => new Uint8Array()],
    ['what it is', () => Buffer.from(VALUE)],
    ['its armor', (bytes: Uint8Array) => Buffer.from(armored(bytes).replace(/\n.{9}/u, '\n'))],
    ['its size', (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(1024 * 1024)])],
  ])('when %s is damaged: RB1412, without a part of it', async (_, damage) => {
    writeFileSync(at('a.age'), damage(await encryptTo(VALUE, pair.recipient)));
    const identityFile = writePrivate(at('key'), pair.identity);
    const said = await refusal(keysOf({ identityFile }).keys.open(at('a.age'), subject));
    expect(said).toContain('"RB1412"');
    expect(said).not.toMatch(/quoted|한글|AGE-SECRET/u);
  });

  test('by a wrong passphrase, or none: RB1413, without what was typed', async () => {
    writeFileSync(at('a.age'), await encryptWith('correct horse', VALUE));
    const wrong = await refusal(keysOf({}, 'battery staple').keys.open(at('a.age'), subject));
    expect(wrong).toContain('"RB1413"');
    expect(wrong).not.toContain('battery');
    expect(await refusal(keysOf({}).keys.open(at('a.age'), subject))).toContain('nobody gave the passphrase');
  });

  test.each([
    ['others may read', 0o640, (one: AgePair) => one.identity],
    ['holds something else', 0o600, () => 'swordfish\n'],
    ['has a mistake in a key', 0o600, (one: AgePair) => one.identity.replace(/.$/u, (last) => (last === 'Q' ? 'P' : 'Q'))],
    ['holds a public key', 0o600, (one: AgePair) => one.recipient],
    ['is empty', 0o600, () => '# nothing\n'],
  ])('with an identity file that %s: RB1416, without a line of it', async (_, mode, written) => {
    writeFileSync(at('a.age'), await encryptTo(VALUE, pair.recipient));
    const identityFile = writePrivate(at('key'), written(pair));
    chmodSync(identityFile, mode);
    const said = await refusal(keysOf({ identityFile }).keys.open(at('a.age'), subject));
    expect(said).toContain('"RB1416"');
    expect(said).not.toMatch(/swordfish|AGE-SECRET-KEY-1[0-9A-Z]/u);
  });

  test('with an identity that is encrypted to a key, or is not there: RB1416', async () => {
    writeFileSync(at('a.age'), await encryptTo(VALUE, pair.recipient));
    const identityFile = writePrivate(at('key'), await encryptTo(pair.identity, other.recipient));
    expect(await refusal(keysOf({ identityFile }).keys.open(at('a.age'), subject))).toContain('only a passphrase');
    expect(await refusal(keysOf({ identityFile: at('none') }).keys.open(at('a.age'), subject))).toContain('ENOENT');
  });

  test('when it is not there: RB1400', async () => {
    expect(await refusal(keysOf({}).keys.open(at('none.age'), subject))).toContain('"RB1400"');
  });
});

test('a secret ends before its last line break, and must be text', () => {
  const secret = { name: 'token', origin: { from: 'age', path: '/a' }, source: { file: 'a.yml', line: 1, column: 1 } } as const;
  expect(['a\n\n', 'a\r\n', 'a', '\uFEFFa'].map((text) => secretText(secret, Buffer.from(text)))).toEqual(['a\n', 'a', 'a', '\uFEFFa']);
  expect(() => secretText(secret, Buffer.from([0x61, 0xff, 0x62]))).toThrow('RB1417');
});

test('the package that knows age is loaded when a file is opened, not at every start', () => {
  const sources = globSync('src/**/*.ts', { cwd: top }).map((file) => readFileSync(join(top, file), 'utf8'));
  expect(sources.filter((text) => text.includes("import('age-encryption')")).length).toBeGreaterThan(0);
  expect(sources.filter((text) => /from 'age-encryption'|import 'age-encryption'/u.test(text))).toEqual([]);
});
