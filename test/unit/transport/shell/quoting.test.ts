import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteArgv, quoteShell } from '../../../../src/core/shell-quote.ts';
import { askScript } from '../../../../src/transport/shell/ask-script.ts';
import { stepsScript } from '../../../../src/transport/shell/step-script.ts';

/*
 * Texts that were put into a script come out of a real shell as they were, many to one shell so that this stays quick. busybox ash is tried where
 * this machine has it.
 */
const shells = [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'ash']].filter(
  ([program = '']) => spawnSync(program, ['-c', ':']).error === undefined,
);

const nasty = [
  "'",
  '"',
  '\\',
  '`',
  '$',
  '$(',
  '${',
  ';',
  '&',
  '|',
  '\n',
  '\r',
  '\t',
  ' ',
  '*',
  '?',
  '[',
  '~',
  '#',
  '!',
  '!!',
  '%s',
  '-n',
  '--',
  '=',
  '\u0001',
  '\u007F',
  '\u001B[2J',
  '한글',
  '\u202E',
  'EOF',
  '}',
  '\nfi\n',
  "'\\''",
];
const word = fc
  .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 8 })
  .map((parts) => parts.join('').replaceAll('\0', '').toWellFormed());
const words = fc.array(word, { minLength: 1, maxLength: 12 });

function run(shell: readonly string[], script: string): string {
  const [program = '', ...rest] = shell;
  const done = spawnSync(program, rest, {
    input: script,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
    timeout: 10_000,
  });
  expect(done.stderr).toBe('');
  return done.stdout;
}

/** How a function prints its arguments: each with its length in bytes, so that none can pass for two. */
const told = (list: readonly string[]): string => list.map((one) => `${Buffer.byteLength(one)}:${one}\n`).join('');
const TELL = 'tell() { for one do printf "%s:%s\\n" "${#one}" "$one"; done; }\nLC_ALL=C\n';

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('with %s', (_name, shell) => {
  test('words and argument vectors', () => {
    fc.assert(
      fc.property(words, (list) => {
        expect(run(shell, `${TELL}tell ${quoteArgv(list)}\nx=${quoteShell(list[0] ?? '')}\ntell "$x"\n`)).toBe(
          told([...list, list[0] ?? '']),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('questions', () => {
    fc.assert(
      fc.property(words, (list) => {
        const script = askScript([
          ...list.map((path) => ({ ask: 'stat' as const, path })),
          { ask: 'run', argv: ['x', ...list], reads: [], timeoutMs: 1000 },
        ]).text;
        expect(run(shell, `${TELL}q_stat() { tell "$@"; }\nq_run() { tell "$@"; }\n${script}\n`)).toBe(told([...list, '1', 'x', ...list]));
      }),
      { numRuns: 25 },
    );
  });

  test('steps, as the driver takes them: as one text that is evaluated', () => {
    fc.assert(
      fc.property(words, word, (list, text) => {
        const script = stepsScript([
          {
            id: list.join(' '),
            requests: [{ ask: 'stat', path: list[0] ?? '' }],
            actions: [
              { do: 'run', argv: ['x', ...list], stdin: text, timeoutMs: 1000, onTimeout: 'terminate' },
              { do: 'write', path: text, content: { text }, mode: '0644', owner: 'o', group: 'g', validate: ['v', ...list] },
              { do: 'remove', path: text },
              { do: 'record_config', unit: 'u', paths: list },
            ],
          },
        ]).text;
        const stubs = `q_stat() { tell "$@"; }\nbegin() { guard; }\nfinish() { :; }\na_run() { tell "$input" "$@"; }\na_write() { tell "$input" "$@"; }\na_remove() { tell "$@"; }\na_record_config() { tell "$@"; }\n`;
        const expected = [list[0] ?? '', text, '1', 'x', ...list, text, text, '0644', 'o', 'g', 'text', 'v', ...list, text, 'u', ...list];
        expect(run(shell, `${TELL}${stubs}eval ${quoteShell(script)}\n`)).toBe(told(expected));
      }),
      { numRuns: 25 },
    );
  });
});

test('a word that no shell can hold is refused', () => {
  expect(() => quoteShell('a\0b')).toThrow(RangeError);
});
