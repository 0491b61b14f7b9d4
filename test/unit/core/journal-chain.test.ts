import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chainedRecord, checkChain, firstLink } from '../../../src/core/journal-chain.ts';

/** A journal of so many records, written by hand: not by the code that is looked at. */
function journal(count: number, run = 'r1'): string[] {
  const lines: string[] = [];
  let prev = createHash('sha256').update(`runbook.journal/1 ${run}\n`).digest('hex');
  for (let number = 0; number < count; number += 1) {
    const line = `{"prev":"${prev}","at":"2026-11-23T00:00:00.000Z","event":"notice","text":"${number} 한글"}`;
    lines.push(line);
    prev = createHash('sha256').update(line).digest('hex');
  }
  return lines;
}

const bytes = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));

test('a record is the event behind its link', () => {
  const link = firstLink('r1');
  expect(chainedRecord(link, { at: 'x', event: 'notice' })).toBe(`{"prev":"${link}","at":"x","event":"notice"}`);
  expect(JSON.parse(chainedRecord(link, {}))).toEqual({ prev: link });
});

test('a whole journal holds, and its head is the digest of its last record', () => {
  const lines = journal(4);
  const head = createHash('sha256')
    .update(lines.at(-1) ?? '')
    .digest('hex');
  expect(checkChain(bytes(lines), 'r1')).toEqual({ records: 4, head, breaks: [], tornBytes: 0 });
});

describe('damage is named by its line', () => {
  const follow = 'does not follow the record before it';
  const cases: readonly (readonly [string, (lines: string[]) => string[], readonly (readonly [number, string])[]])[] = [
    ['a record is changed', (lines) => lines.with(1, (lines[1] ?? '').replace('"1 ', '"9 ')), [[3, follow]]],
    ['a record is removed', (lines) => lines.toSpliced(1, 1), [[2, follow]]],
    ['a record is put in', (lines) => lines.toSpliced(2, 0, lines[1] ?? ''), [[3, follow]]],
    ['the first record is removed', (lines) => lines.slice(1), [[1, follow]]],
    [
      'two records change places',
      ([a = '', b = '', c = '', d = '']) => [a, c, b, d],
      [
        [2, follow],
        [3, follow],
        [4, follow],
      ],
    ],
    [
      'a line is no record',
      (lines) => lines.with(1, 'hello'),
      [
        [2, 'no record'],
        [3, follow],
      ],
    ],
    [
      'a line begins well and is no JSON',
      (lines) => lines.with(1, (lines[1] ?? '').slice(0, -1)),
      [
        [2, 'no record'],
        [3, follow],
      ],
    ],
    ['the journal is that of another run', () => journal(2, 'r2'), [[1, follow]]],
  ];
  test.each(cases)('%s', (_, damage, breaks) => {
    expect(checkChain(bytes(damage(journal(4))), 'r1').breaks).toEqual(breaks.map(([line, why]) => ({ line, why })));
  });
});

test('a last record that was not written to its end is told apart from damage', () => {
  const [first = '', second = ''] = journal(2);
  const report = checkChain(Buffer.from(`${first}\n${second.slice(0, 40)}`), 'r1');
  expect(report).toMatchObject({ records: 1, breaks: [], tornBytes: 40 });
});

test('a head that was told to somebody else is found again, so a chain that was written anew is not believed', () => {
  const lines = journal(4);
  const told = checkChain(bytes(lines.slice(0, 3)), 'r1').head;
  expect(checkChain(bytes(lines), 'r1', told).anchorLine).toBe(3);
  expect(checkChain(bytes(lines), 'r1', told.slice(0, 16)).anchorLine).toBe(3);
  const anew: string[] = [];
  for (const line of journal(4))
    anew.push(
      chainedRecord(
        anew.length === 0
          ? firstLink('r1')
          : createHash('sha256')
              .update(anew.at(-1) ?? '')
              .digest('hex'),
        { text: line.length },
      ),
    );
  expect(checkChain(bytes(anew), 'r1', told)).toMatchObject({ breaks: [] });
  expect(checkChain(bytes(anew), 'r1', told)).not.toHaveProperty('anchorLine');
});
