import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteArgv, quoteShell } from '../../../src/core/shell-quote.ts';

/** What a shell makes of the words: each as it would reach a program. */
function readBy(shell: readonly string[], words: readonly string[]): readonly string[] {
  const [program = '', ...rest] = shell;
  const { stdout, stderr, status } = spawnSync(program, [...rest, '-c', `printf '%s\\0' ${quoteArgv(words)}`]);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
  return stdout.toString().split('\0').slice(0, -1);
}

const hostile = [
  '',
  ' ',
  "'",
  "''",
  '"',
  '\\',
  '$HOME',
  '$(id)',
  '`id`',
  '*',
  '~',
  '~root',
  '-n',
  '--',
  'a\nb',
  '\n',
  '\t',
  '!x',
  '#x',
  'a=b',
  '한글',
  '{a,b}',
  ';id',
  '&',
  '|',
];

describe.each([['sh'], ['dash'], ['bash'], ['bash', '--posix']])('%s %s', (...shell) => {
  test('reads each word as it was meant', () => {
    expect(readBy(shell, hostile)).toEqual(hostile);
  });

  test('reads any word as it was meant', () => {
    const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
        expect(readBy(shell, words)).toEqual(words.map((text) => text.toWellFormed()));
      }),
      { numRuns: 12 },
    );
  });
});

test('a NUL cannot be in a word and is refused', () => {
  expect(() => quoteShell('a\0b')).toThrow(RangeError);
});

test('plain words stay as people write them', () => {
  expect(quoteArgv(['systemctl', 'restart', 'wg-quick@wg0', 'a b'])).toBe("systemctl restart wg-quick@wg0 'a b'");
});
