import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../../../src/core/digest.ts';
import { createBlockWriter, type Work } from '../../../../src/transport/shell/blocks.ts';
import { createBootstrap } from '../../../../src/transport/shell/bootstrap.ts';
import { piecesFor, stripShell } from '../../../../src/transport/shell/functions.ts';
import { firstBlock } from '../../../support/driver-blocks.ts';
import { openLocalPlace } from '../../../support/local-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'runbook-blocks-'));
const place = openLocalPlace();
afterAll(async () => {
  await place.close();
  rmSync(folder, { recursive: true, force: true });
});

const asking = (text: string, ...calls: readonly string[]): Work => ({ kind: 'ask', script: { text, calls } });
const doing = (text: string): Work => ({ kind: 'do', script: { text, calls: [] } });

/** Text that cannot be made much shorter by itself. */
const noise = (length: number): string => Array.from({ length: Math.ceil(length / 64) }, (_, index) => sha256(`${index}`)).join('');

/** What the driver says to these bytes, started as a login shell starts it. */
function said(command: string, input: Buffer, shell = 'sh'): string {
  return heard(command, input, shell).out;
}

function heard(command: string, input: Buffer, shell: string): { readonly out: string; readonly err: string } {
  const done = spawnSync('sh', ['-c', command.replace(' sh -c', ` ${shell} -c`)], { input, encoding: 'utf8', timeout: 10_000 });
  return { out: done.stdout, err: done.stderr };
}

describe.each([['dash'], ['bash'], ['bash --posix'], ['busybox ash']])('with %s', (shell) => {
  test('a block is carried out whole or not at all, wherever it is cut off', () => {
    const { command, marker } = createBootstrap('login', false);
    const target = join(folder, `cut by ${shell}`);
    const secret: Work = { ...doing(`touch '${target}' # ${'x'.repeat(600)}\n:`), isSecret: true };
    // What gzip has behind the text is a checksum, which may be missing.
    for (const { frame, cuts } of [
      { frame: secret, cuts: [1, 4, marker.length, marker.length + 1, 80] },
      { frame: { ...secret, isSecret: false }, cuts: [16, 40, 80] },
    ]) {
      const bytes = createBlockWriter(marker).blocksOf([frame]);
      for (const length of cuts.map((cut) => bytes.length - cut)) {
        said(command, bytes.subarray(0, length), shell);
        expect({ length, done: existsSync(target) }).toEqual({ length, done: false });
      }
      said(command, bytes, shell);
      expect(existsSync(target)).toBe(true);
      rmSync(target);
    }
  });

  test.each([
    ['a text', 1200],
    ['a long text', 28_000],
  ])('%s arrives as it is, each time', (_name, length) => {
    const { command, marker } = createBootstrap('login', false);
    const writer = createBlockWriter(marker);
    const text = `한글 \\ %% %s \\0 ${noise(length)}`;
    const blocks = [1, 2, 3].map((number) => writer.blocksOf([asking(`put '${text}'\nput ${number}`)]));
    expect(blocks.map((block) => block.toString('latin1').startsWith('z'))).toEqual([true, true, true]);
    const { out, err } = heard(command, Buffer.concat(blocks), shell);
    expect(err).toBe('');
    expect(out.split(`${Buffer.byteLength(text)}\n${text}\n1\n`).map((part) => part.at(0))).toEqual([marker.at(0), '1', '2', '3']);
  });

  test('a short text is a line, which is read whole or not at all', () => {
    const { command, marker } = createBootstrap('login', false);
    const target = join(folder, `line by ${shell}`);
    const writer = createBlockWriter(marker);
    const first = writer.blocksOf([asking("put '  a  b\\n%s '")]);
    const one = writer.blocksOf([asking("put '  a  b\\n%s '")]);
    const two = writer.blocksOf([{ ...doing(`touch '${target}'`), isSecret: true }]);
    expect([one, two].map((block) => block.indexOf(10))).toEqual([one.length - 1, two.length - 1]);
    for (let length = two.length - 1; length > 0; length -= 1) {
      if (length < 20 || length > two.length - 20) said(command, Buffer.concat([first, two.subarray(0, length)]), shell);
      expect({ length, done: existsSync(target) }).toEqual({ length, done: false });
    }
    const answer = '11\n  a  b\\n%s \n';
    const lines = writer.blocksOf([asking('put one\nput two')]);
    const out = said(command, Buffer.concat([first, one, lines, two, one]), shell);
    expect(out.split(answer).length).toBe(4);
    expect(out).toContain('\n3\none\n3\ntwo\n');
    expect(existsSync(target)).toBe(true);
  });

  test('a block that cannot be unpacked ends the driver', () => {
    const { command, marker } = createBootstrap('login', false);
    const writer = createBlockWriter(marker);
    const text = `put ${noise(2000)}\n`;
    const target = join(folder, `never by ${shell}`);
    const bytes = Buffer.concat([writer.blocksOf([asking(text)]), writer.blocksOf([asking(`${text}touch '${target}'`)])]);
    bytes.fill(0x55, bytes.length - 30);
    const left = createBlockWriter(marker).blocksOf([doing(`touch '${target}'`)]);
    expect(said(command, Buffer.concat([bytes, left]), shell)).not.toContain('over');
    expect(existsSync(target)).toBe(false);
  });

  test('frames of one turn are answered in their order', () => {
    const { command, marker } = createBootstrap('login', false);
    const writer = createBlockWriter(marker);
    const first = writer.blocksOf([asking('put one'), doing('rec begin 0 two')]);
    const bytes = Buffer.concat([first, writer.blocksOf([asking('put three')])]);
    expect(said(command, bytes, shell).replace(/^\S+ /gmu, '')).toMatch(
      /^ready 0 \d+\n\nanswers 6 \n3\none\n\nbegin 3 0\ntwo\nover 0 0\n\nanswers 8 \n5\nthree\n\n$/u,
    );
  });
});

describe('what is sent', () => {
  test('is compressed up to a size that holds nothing else up', () => {
    const of = (length: number): number => createBlockWriter('rb0').blocksOf([doing(`: ${'x'.repeat(length)}`)]).length;
    expect(of(1000 * 1024)).toBeLessThan(16 * 1024);
    expect(of(1024 * 1024)).toBeGreaterThan(1024 * 1024);
  });

  test('has each function once', () => {
    const writer = createBlockWriter('rb0');
    const sent = (frame: Work): readonly string[] =>
      [...(firstBlock(writer.blocksOf([frame]))?.text ?? '').matchAll(/^([a-z_]+)\(\) \{/gmu)].map(([, name = '']) => name);
    const first = sent(asking('q_digest /x', 'q_digest'));
    const second = sent(asking('q_config_in_use u /x', 'q_config_in_use'));
    expect(first).toEqual(expect.arrayContaining(['rec', 'put', 'q_digest']));
    expect(second).toContain('q_config_in_use');
    expect(second.filter((name) => first.includes(name))).toEqual([]);
    expect(sent(asking('q_digest /y', 'q_digest'))).toEqual([]);
  });

  test('is not compressed where it holds a secret, though the functions are', () => {
    const text = 'printf %s the-secret '.repeat(100);
    const bytes = createBlockWriter('rb0').blocksOf([{ ...doing(text), script: { text, calls: ['q_facts'] }, isSecret: true }]);
    const front = firstBlock(bytes);
    expect(bytes[0]).toBe('z'.charCodeAt(0));
    expect(front?.text).not.toContain('the-secret');
    expect(bytes.subarray(front?.bytes).toString()).toContain(text);
    expect(
      createBlockWriter('rb0')
        .blocksOf([doing(text)])
        .toString(),
    ).not.toContain(text);
  });
});

test('a host without gzip is sent the same uncompressed, on the same channel', async () => {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  for (const tool of ['env', 'sh', 'head']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
  const session = place.open({ before: `echo Welcome; PATH=${tools}` });
  const questions = Array.from({ length: 40 }, (_, index) => ({ ask: 'stat' as const, path: `/absent/${index}` }));
  const [ostype, ...rest] = await session.ask([{ ask: 'sysctl', key: 'kernel.ostype' }, ...questions], 'login');
  expect([ostype, new Set(rest)]).toEqual(['Linux', new Set(['absent'])]);
  expect(session.stats().roundTrips).toBe(2);
  expect(await session.ask(questions.slice(0, 1), 'login')).toEqual(['absent']);
  expect(session.stats().roundTrips).toBe(3);
  await session.close();
});

/* Which functions travel is found by their names in the texts, so a name must stand for the function, and what it needs must be found by its name. */
describe('a file of functions', () => {
  const functions = fileURLToPath(new URL('../../../../src/transport/shell/functions/', import.meta.url));
  const files = readdirSync(functions).map((file) => ({
    name: file.replace('.sh', ''),
    text: stripShell(readFileSync(join(functions, file), 'utf8')),
  }));
  const defined = ({ text }: { readonly text: string }): readonly string[] =>
    [...text.matchAll(/^([a-z_]+)(?:\(\) \{|=)/gmu)].map(([, name = '']) => name);

  test.each(files.filter(({ name }) => name !== 'core'))(
    '$name defines what it is named by, and nothing that another uses',
    ({ name, text }) => {
      expect(defined({ text })).toContain(name);
      const own = [...text.matchAll(/^([a-z_]+)\(\) \{/gmu)].flatMap(([, one = '']) => (one === name ? [] : [one]));
      for (const other of files.filter((one) => one.name !== name))
        for (const one of own)
          expect({ one, other: other.name, used: new RegExp(String.raw`\b${one}\b`, 'u').test(other.text) }).toEqual({
            one,
            other: other.name,
            used: false,
          });
    },
  );

  test.each(files)('$name finds all that it calls', ({ name }) => {
    const text = piecesFor(['core', name])
      .map((piece) => piece.text)
      .join('\n');
    const known = new Set(defined({ text }));
    const words = new Set(text.match(/[a-z_]+/gu));
    for (const file of files.filter((one) => words.has(one.name) && one.name !== 'core')) expect([...known]).toContain(file.name);
  });
});
