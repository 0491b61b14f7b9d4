import { describe, expect, test } from 'vitest';
import { unknownUntil } from '../../../src/core/hole.ts';
import { afterEarlier, formatChange, parseTransaction, type ForetoldPackage } from '../../../src/core/transaction.ts';

const answer = (...lines: readonly string[]): string => ['planned', ...lines].join('\n');

describe('an answer about a transaction', () => {
  test('is read line by line, with epochs, architectures, tildes and sizes', () => {
    const lines = [
      'index 1700000000',
      'install libc6:i386 2:2.36-9+deb12u1~bpo1',
      'upgrade zlib1g.i686 1:1.2.13-1 1:1.3-2.el9_4',
      'downgrade chrony 4.3-2 4.0-1',
      'remove telnet 0.17-44',
      'needed telnetd',
      'stream nodejs 18',
      'download 2249000',
      'disk -5135000',
    ];
    expect(parseTransaction(answer(...lines))).toEqual({
      status: 'planned',
      changes: [
        { kind: 'install', name: 'libc6:i386', to: '2:2.36-9+deb12u1~bpo1' },
        { kind: 'upgrade', name: 'zlib1g.i686', from: '1:1.2.13-1', to: '1:1.3-2.el9_4' },
        { kind: 'downgrade', name: 'chrony', from: '4.3-2', to: '4.0-1' },
        { kind: 'remove', name: 'telnet', from: '0.17-44' },
        { kind: 'stream', name: 'nodejs', to: '18' },
      ],
      neededBy: ['telnetd'],
      indexTime: 1_700_000_000,
      downloadBytes: 2_249_000,
      diskBytes: -5_135_000,
    });
  });

  test('each change is written as the line that it was read from', () => {
    const lines = ['install a 1', 'upgrade b 1 2', 'downgrade c 2 1', 'remove d 1', 'stream e 1'];
    const transaction = parseTransaction(answer(...lines));
    expect(transaction.status === 'planned' ? transaction.changes.map((one) => formatChange(one)) : []).toEqual(lines);
  });

  test.each([
    ['install a'],
    ['install a 1 2'],
    ['upgrade a 1'],
    ['erase a 1'],
    ['install a;reboot 1'],
    ['install -a 1'],
    ['install a 1\u001B[2K'],
    ['install  a 1'],
    [''],
    ['index now'],
    ['download 1e99'],
    ['needed a b'],
    ['__proto__ a 1'],
  ])('with the line %j is no answer at all', (line) => {
    expect(parseTransaction(answer('install b 1', line))).toMatchObject({
      status: 'unable',
      reason: expect.stringContaining('cannot be read'),
    });
  });

  test.each([
    ['no index', { status: 'no index' }],
    ['unresolved\nE: Unable to locate package a', { status: 'unresolved', reason: 'E: Unable to locate package a' }],
    ['unable\ncan be asked only as root', { status: 'unable', reason: 'can be asked only as root' }],
    ['', { status: 'unable', reason: 'the answer of the host cannot be read' }],
    ['plan\ninstall a 1', { status: 'unable', reason: 'the answer of the host cannot be read' }],
  ])('%j', (text, transaction) => {
    expect(parseTransaction(text)).toEqual(transaction);
  });
});

describe('in a world where earlier steps have run', () => {
  const known = (packages: Readonly<Record<string, ForetoldPackage>>) => (name: string) => packages[name];

  test.each<[string, readonly string[], Readonly<Record<string, ForetoldPackage>>, readonly string[]]>([
    ['nothing of it was done', ['install a 1', 'download 10'], {}, ['install a 1', 'download 10']],
    [
      'what they bring in that version is left out, and so are sizes',
      ['install a 1', 'install b 2', 'download 10', 'disk 20'],
      { b: { installed: true, version: '2' } },
      ['install a 1'],
    ],
    ['what they bring in a version that nobody knows is left out', ['install b 2'], { b: { installed: true } }, []],
    [
      'what they bring in another version moves that one',
      ['install b 2', 'upgrade c 1 3'],
      { b: { installed: true, version: '1' }, c: { installed: true, version: '2' } },
      ['upgrade b 1 2', 'upgrade c 2 3'],
    ],
    ['what they took away is no upgrade but an installation', ['upgrade b 1 2'], { b: { installed: false } }, ['install b 2']],
    [
      'what they took away is not taken away again, and needs nothing',
      ['remove a 1', 'remove b 1', 'needed b', 'needed c'],
      { b: { installed: false } },
      ['remove a 1', 'needed c'],
    ],
    ['what they bring does not keep a removal from being told', ['remove a 1'], { a: { installed: true } }, ['remove a 1']],
    ['the index is as old as it was', ['index 17', 'install b 2'], { b: { installed: true } }, ['index 17']],
  ])('%s', (_title, lines, packages, left) => {
    expect(afterEarlier(answer(...lines), known(packages))).toBe(answer(...left));
  });

  test.each(['no index', 'unresolved\ninstall a 1', unknownUntil('file:/x')])('%j stays as it is', (text) => {
    expect(afterEarlier(text, () => ({ installed: true }))).toBe(text);
  });
});
