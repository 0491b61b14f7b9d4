import { spawnSync, type SpawnSyncOptionsWithBufferEncoding } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { quoteArgv, quoteShell } from '../../../src/core/shell-quote.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';

/** Nothing that a shell would read first: no BASH_ENV and ENV, and no standard input that bash takes for the network, which makes it read ~/.bashrc. */
const options: SpawnSyncOptionsWithBufferEncoding = { env: { PATH: process.env['PATH'], SHLVL: '1' }, stdio: ['ignore', 'pipe', 'pipe'] };
/** The shells that may stand behind `sh`. Those that the machine does not have are left out; that one is there is made sure of. */
const shells = [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh'], ['sh']].filter(
  ([program = '']) => spawnSync(program, ['-c', 'true'], options).error === undefined,
);
must(shells.length > 1, () => 'no shell is there');

const pieces = [
  "'",
  "''",
  '"',
  '\\',
  '$',
  '$HOME',
  '$(id)',
  '`id`',
  '*',
  '?',
  '[a-z]',
  '~',
  '~root',
  '-n',
  '--',
  '\n',
  '\r',
  '\t',
  ' ',
  '!',
  '!!',
  '#',
  '=',
  'a=b',
  '{a,b}',
  ';',
  '&',
  '|',
  '<',
  '>',
  '(',
  ')',
  '\u0001',
  '\u001B[2J',
  '\u007F',
  '\u0080',
  '\u00FF',
  '한',
  '👩‍👩‍👧',
  '\u202E',
  '\uD800',
  '%s',
  '\\n',
  '\\0',
  'x',
  '^',
  '-',
];
const word = fc.oneof(
  { arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((all) => all.join('')), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '')), weight: 2 },
  { arbitrary: fc.uint8Array({ min: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')), weight: 2 },
);
const inputs: fc.Arbitrary<Texts> = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => ({ words: JSON.stringify(words) }));

/** Words, quoted and read by real shells. */
export const words: FuzzKind = {
  name: 'words',
  share: 1,
  sources: ['core/shell-quote.ts'],
  inputs,
  judge: (input) => {
    const value: unknown = JSON.parse(textOf(input, 'words'));
    const meant = (Array.isArray(value) ? value : []).map(String);
    for (const one of meant)
      must(quoteShell(one) !== '' && (!/\s/u.test(one) || quoteShell(one).startsWith("'")), () => `${JSON.stringify(one)} is not quoted`);
    for (const [program = '', ...rest] of shells) {
      const { stdout, stderr, status } = spawnSync(program, [...rest, '-c', `printf '%s\\0' ${quoteArgv(meant)}`], options);
      const read = stdout.toString().split('\0').slice(0, -1);
      must(status === 0 && stderr.length === 0, () => `${program} ends with ${String(status)}: ${stderr.toString().slice(0, 200)}`);
      must(
        isDeepStrictEqual(
          read,
          meant.map((text) => text.toWellFormed()),
        ),
        () => `${program} reads ${JSON.stringify(read)} for ${JSON.stringify(meant)}`,
      );
    }
    return { reached: 'meaning', codes: [] };
  },
};
