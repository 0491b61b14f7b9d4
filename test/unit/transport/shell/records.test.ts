import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecordReader, ProtocolError, splitAnswers } from '../../../../src/transport/shell/records.ts';

const MARK = 'rb00ff';
const record = (kind: string, words: string, text: string): string => `${MARK} ${kind} ${Buffer.byteLength(text)} ${words}\n${text}\n`;

/** Reads the parts one after the other; records as plain words. */
function readAll(parts: readonly (string | Uint8Array)[]): readonly string[] {
  const reader = createRecordReader(MARK);
  return parts.flatMap((part) => reader.push(Buffer.from(part)).map((one) => [one.kind, ...one.words, one.text.toString()].join('|')));
}

const stream = `Welcome!\nrb is no marker\n${record('ready', '17', '')}${record('answers', '', '3\n한\n')}${record('begin', '0', '')}${record('changed', '0', '1\nx\n')}`;
const expected = ['ready|17|', 'answers|3\n한\n', 'begin|0|', 'changed|0|1\nx\n'];

describe('records', () => {
  test('are found whole however the bytes are cut in two', () => {
    const bytes = Buffer.from(stream);
    for (let at = 0; at <= bytes.length; at += 1) expect(readAll([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(expected);
  });

  test('are found byte by byte, and in any pieces', () => {
    const bytes = Buffer.from(stream);
    expect(readAll([...bytes].map((byte) => Buffer.from([byte])))).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const ends = [...cuts, 0, bytes.length].sort((a, b) => a - b);
        expect(readAll(ends.slice(1).map((end, index) => bytes.subarray(ends[index], end)))).toEqual(expected);
      }),
    );
  });

  test('may hold any text, markers and records included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', record('changed', '0', 'x'), `${MARK} `, '\n', '\0'), (text, lie) => {
        expect(readAll([record('answers', '', `${lie}${text}`)])).toEqual([`answers|${Buffer.from(`${lie}${text}`).toString()}`]);
      }),
    );
  });

  test('are quick to find in a large one that comes in many pieces', () => {
    const large = record('answers', '', 'x'.repeat(4_000_000));
    const pieces = Array.from({ length: 4000 }, (_, index) => large.slice(index * 1001, (index + 1) * 1001));
    const startedMs = performance.now();
    expect(readAll(pieces)).toHaveLength(1);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });

  test('what came before the first is kept for a message, at most 4 KiB of it', () => {
    const reader = createRecordReader(MARK);
    reader.push(Buffer.from(`go away\n${'x'.repeat(10_000)}`));
    expect(reader.noise()).toMatch(/^go away\nx+$/u);
    expect(reader.noise()).toHaveLength(4096);
  });

  test.each([
    ['noise without an end', ['x'.repeat(2 * 1024 * 1024)], 'more than 1 MiB'],
    ['text between two records', [record('ready', '1', ''), `sudo: hello\n${record('begin', '0', '')}`], 'does not begin with the marker'],
    ['a marker that only looks like it', [record('ready', '1', ''), `${MARK}x changed 0 0\n\n`], 'does not begin with the marker'],
    ['a record that is longer than it says', [`${MARK} answers 2 \nabc\n`], 'longer than it says'],
    ['a record that says too little', [`${MARK} answers 0 \nabc\n`], 'longer than it says'],
    ['a negative length', [`${MARK} answers -1 \n\n`], 'does not begin with the marker'],
    ['a length that is no number', [`${MARK} answers 1e3 \n\n`], 'does not begin with the marker'],
    ['a length over the limit', [`${MARK} answers 67108865 \n`], 'longer than 64 MiB'],
    ['an enormous length', [`${MARK} answers 99999999999999999999 \n`], 'does not begin with the marker'],
    ['a kind with odd characters', [`${MARK} chan\u001bged 0 \n\n`], 'does not begin with the marker'],
    ['a first line without an end', [`${MARK} answers ${'1'.repeat(600)}`], 'no end of its first line'],
  ])('%s breaks the protocol', (_name, parts, message) => {
    expect(() => readAll(parts)).toThrow(ProtocolError);
    expect(() => readAll(parts)).toThrow(message);
  });
});

describe('answers', () => {
  const joined = (answers: readonly string[]): Buffer => Buffer.from(answers.map((one) => `${Buffer.byteLength(one)}\n${one}\n`).join(''));

  test('come back as they were put, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\n', '3\nabc\n', 'absent\n\n'))), (answers) => {
        expect(splitAnswers(joined(answers), answers.length)).toEqual(answers);
      }),
    );
  });

  test.each([
    ['too few', joined(['a']), 2, '2 answers were expected and 1 came'],
    ['too many', joined(['a', 'b']), 1, '1 answers were expected and'],
    ['none', Buffer.alloc(0), 1, '1 answers were expected and 0 came'],
    ['a length that is no number', Buffer.from('x\na\n'), 1, 'does not begin with its length'],
    ['a length without an end', Buffer.from('12'), 1, 'does not begin with its length'],
    ['a length that is too long', Buffer.from('9\nab\n'), 1, 'shorter than it says'],
    ['a length that is too short', Buffer.from('1\nab\n'), 1, 'shorter than it says'],
  ])('%s break the protocol', (_name, text, count, message) => {
    expect(() => splitAnswers(text, count)).toThrow(ProtocolError);
    expect(() => splitAnswers(text, count)).toThrow(message);
  });
});
