import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { run, SHORT_MS, type Action, type Content } from '../../../../src/core/action.ts';
import type { ReadyStep, StepResult } from '../../../../src/core/session.ts';
import { useLocalBench } from '../../../support/local-bench.ts';

const owner = userInfo().username;
const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
const mine = `${owner} ${group}`;
const HOSTILE = ["it's", '"$HOME"', '$(touch pwned)', '`touch pwned`', 'a\\b\\n', '*', '-n', '한글', 'tab\t', '%s', 'two\nlines', '\n', ''];

describe.each(['sh', 'bash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(shell);
  const { at, execute } = bench;
  const write = (path: string, content: Content, more: { readonly mode?: string; readonly validate?: readonly string[] } = {}): Action => ({
    do: 'write',
    path,
    content,
    mode: more.mode ?? '0640',
    owner,
    group,
    ...(more.validate === undefined ? {} : { validate: more.validate }),
  });
  const perform = async (...actions: readonly Action[]): Promise<StepResult> => {
    const [result] = await execute([{ id: `step ${bench.folder}`, requests: [], actions }]);
    if (result === undefined) throw new Error('no result');
    return result;
  };

  test('what several steps write is sent once, and stands in each of their files', async () => {
    const text = `it's "$one" ${HOSTILE.join('')}${'0123456789'.repeat(8000)}\n\n`;
    const bytes = Buffer.from([0, 1, 255, ...Buffer.from(text)]).toString('base64');
    const step = (name: string, content: Content): ReadyStep => ({ id: name, requests: [], actions: [write(at(name), content)] });
    const sent = async (...steps: readonly ReadyStep[]): Promise<number> => {
      const before = bench.session.stats().bytesSent;
      // Compressed, it would be short however often it comes.
      await execute(steps.map((one) => ({ ...one, isSecret: true })));
      return bench.session.stats().bytesSent - before;
    };
    await sent(step('any', { text: 'any' }));
    const once = await sent(step('one', { text }), step('bytes', { base64: bytes }));
    const steps = ['a', 'b', 'c'].map((name) => step(name, { text }));
    const often = await sent(...steps, step('d', { base64: bytes }), step('e', { base64: bytes }));
    expect(often - once).toBeLessThan(1000);
    for (const name of ['a', 'b', 'c']) expect(readFileSync(at(name), 'utf8')).toBe(text);
    for (const name of ['d', 'e']) expect(readFileSync(at(name)).toString('base64')).toBe(bytes);
  });

  test('a program that says little is told of as any other', async () => {
    const [terse, other] = [await perform(run(['usermod', '--no-such'])), await perform(run(['env', 'usermod', '--no-such']))];
    expect(terse).toMatchObject({ status: 'failed', failedAction: 0, exitCode: 2, output: expect.stringMatching(/no-such[^]*Usage/u) });
    expect({ ...terse, durationMs: 0, output: terse.output?.trim() }).toEqual({ ...other, durationMs: 0, output: other.output?.trim() });
  });

  describe('writes', () => {
    test.each<[string, Content, Buffer]>([
      ['an empty file', { text: '' }, Buffer.alloc(0)],
      ['text', { text: 'one\ntwo\n' }, Buffer.from('one\ntwo\n')],
      ['text without a newline at its end', { text: 'one' }, Buffer.from('one')],
      ['many newlines at its end', { text: 'one\n\n\n\n' }, Buffer.from('one\n\n\n\n')],
      ['only newlines', { text: '\n\n' }, Buffer.from('\n\n')],
      ['Korean', { text: '가나다 라마바\n' }, Buffer.from('가나다 라마바\n')],
      ['what a shell would take for its own', { text: HOSTILE.join('') }, Buffer.from(HOSTILE.join(''))],
      ['a NUL in a text', { text: 'a\0b' }, Buffer.from('a\0b')],
      [
        'every byte',
        { base64: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64') },
        Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      ],
      ['no bytes as base64', { base64: '' }, Buffer.alloc(0)],
      ['1 MiB of text', { text: '0123456789abcde\n'.repeat(65_536) }, Buffer.from('0123456789abcde\n'.repeat(65_536))],
      ['1 MiB of bytes', { base64: Buffer.alloc(1_048_576, 200).toString('base64') }, Buffer.alloc(1_048_576, 200)],
    ])('%s', async (_name, content, bytes) => {
      const result = await perform(write(at('file'), content));
      expect(result).toMatchObject({ status: 'changed' });
      expect(readFileSync(at('file')).equals(bytes)).toBe(true);
      expect(await bench.session.ask([{ ask: 'stat', path: at('file') }], 'login')).toEqual([`file 0640 ${mine}`]);
      expect(readdirSync(bench.folder)).toEqual(['file']);
    });

    test('over a link: the link goes, what it led to stays', async () => {
      writeFileSync(at('real'), 'real');
      execFileSync('ln', ['-s', 'real', at('link')]);
      await perform(write(at('link'), { text: 'new' }));
      expect([readFileSync(at('real'), 'utf8'), readFileSync(at('link'), 'utf8'), lstatSync(at('link')).isFile()]).toEqual([
        'real',
        'new',
        true,
      ]);
    });

    test.each<[string, (path: string) => Action, string]>([
      [
        'the candidate is not accepted',
        (path) => write(path, { text: 'bad' }, { validate: ['sh', '-c', 'echo no good; grep good "$1"', 'sh', '%s'] }),
        'no good',
      ],
      [
        'there is no such account',
        (path) => ({ do: 'write', path, content: { text: 'x' }, mode: '0600', owner: 'no-such-user', group }),
        'no-such-user',
      ],
      ['its folder is not there', (path) => write(`${path}/deeper`, { text: 'x' }), 'is not there'],
      [
        'the program that checks is missing',
        (path) => write(path, { text: 'x' }, { validate: ['no-such-program', '%s'] }),
        'no-such-program',
      ],
    ])('nothing when %s: the old content stays, and no candidate', async (_name, action, said) => {
      writeFileSync(at('file'), 'old', { mode: 0o600 });
      const result = await perform(action(at('file')));
      expect(result).toMatchObject({ status: 'failed', failedAction: 0 });
      expect(result.output).toContain(said);
      expect([readFileSync(at('file'), 'utf8'), lstatSync(at('file')).mode & 0o777, readdirSync(bench.folder)]).toEqual([
        'old',
        0o600,
        ['file'],
      ]);
    });

    test('what was accepted, and the check saw the new content while the old still stood', async () => {
      writeFileSync(at('file'), 'old');
      const check = ['sh', '-c', 'cat "$1" "$2" >"$3"', 'sh', '%s', at('file'), at('seen')];
      expect(await perform(write(at('file'), { text: 'new ' }, { validate: check }))).toMatchObject({ status: 'changed' });
      expect([readFileSync(at('seen'), 'utf8'), readFileSync(at('file'), 'utf8')]).toEqual(['new old', 'new ']);
    });

    test('not over a folder', async () => {
      mkdirSync(at('file'));
      expect(await perform(write(at('file'), { text: 'x' }))).toMatchObject({
        status: 'failed',
        output: expect.stringContaining('is a folder'),
      });
    });
  });

  describe('runs', () => {
    test('commands with just these words, input and variables', async () => {
      const words = HOSTILE.filter((word) => word !== '');
      const script = `cd '${bench.folder}'; printf "%s|" "$@" >out; cat >in; printf %s "$ODD" >odd`;
      const environment = { ODD: `it's "$x"` };
      const argv = ['sh', '-c', script, 'sh', ...words];
      const result = await perform({
        do: 'run',
        argv,
        stdin: HOSTILE.join('\n'),
        environment,
        timeoutMs: SHORT_MS,
        onTimeout: 'terminate',
      });
      expect(result.status).toBe('changed');
      expect(readFileSync(at('out'), 'utf8')).toBe(words.map((word) => `${word}|`).join(''));
      expect(readFileSync(at('in'), 'utf8')).toBe(HOSTILE.join('\n'));
      expect(readFileSync(at('odd'), 'utf8')).toBe(`it's "$x"`);
      expect(existsSync(at('pwned'))).toBe(false);
    });

    test('nothing after a command that failed, and tells which it was and what it printed last', async () => {
      const result = await perform(run(['true']), run(['sh', '-c', 'echo out; echo err >&2; exit 3']), run(['touch', at('later')]));
      expect(result).toMatchObject({ status: 'failed', failedAction: 1, exitCode: 3, output: 'out\nerr\n' });
      expect(existsSync(at('later'))).toBe(false);
    });

    test('only the last 4 KiB of an output are kept', async () => {
      const result = await perform(run(['sh', '-c', 'i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; exit 1']));
      expect(result.output?.endsWith('line 1999\n')).toBe(true);
      expect(result.output?.length).toBeLessThanOrEqual(4096);
    });

    test('a command to its time limit and no longer', async () => {
      const result = await perform(run(['sh', '-c', 'echo begun; sleep 30'], { timeoutMs: 500 }));
      expect(result).toMatchObject({ status: 'timed_out', failedAction: 0, output: 'begun\n' });
      expect(result.durationMs).toBeLessThan(10_000);
    });

    test('a command that itself ends with 125 has failed', async () => {
      expect(await perform(run(['sh', '-c', 'exit 125']))).toMatchObject({ status: 'failed', exitCode: 125 });
    });
  });

  describe('removes', () => {
    test.each([
      ['a file', () => writeFileSync(at('x'), ''), 'changed', false],
      ['nothing', () => undefined, 'changed', false],
      ['an empty folder', () => mkdirSync(at('x')), 'changed', false],
      ['a link that leads nowhere', () => execFileSync('ln', ['-s', 'none', at('x')]), 'changed', false],
      ['no folder with something in it', () => execFileSync('mkdir', ['-p', at('x/y')]), 'failed', true],
    ])('%s', async (_name, prepare, status, isThere) => {
      prepare();
      expect(await perform({ do: 'remove', path: at('x') })).toMatchObject({ status });
      expect(existsSync(at('x'))).toBe(isThere);
    });
  });
});
