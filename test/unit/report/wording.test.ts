import { describe, expect, test } from 'vitest';
import { count, listWords, showBytes, showDateTime, showDuration, showTime } from '../../../src/report/wording.ts';

describe('showDuration', () => {
  test.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [99, '99 ms'],
    [100, '0.1 s'],
    [3_200, '3.2 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [60_000, '1 min'],
    [250_000, '4 min 10 s'],
    [3_599_400, '59 min 59 s'],
    [3_600_000, '1 h'],
    [3_780_000, '1 h 3 min'],
  ])('%d ms is %s', (ms, text) => {
    expect(showDuration(ms)).toBe(text);
  });
});

describe('showBytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1024, '1.0 KiB'],
    [3_482, '3.4 KiB'],
    [122_880, '120 KiB'],
    [5_347_738, '5.1 MiB'],
    [3_221_225_472, '3.0 GiB'],
  ])('%d is %s', (size, text) => {
    expect(showBytes(size)).toBe(text);
  });
});

describe('listWords', () => {
  test.each([
    [[], 3, ''],
    [['a'], 3, 'a'],
    [['a', 'b'], 3, 'a and b'],
    [['a', 'b', 'c'], 3, 'a, b and c'],
    [['a', 'b', 'c', 'd'], 3, 'a, b and 2 more'],
  ])('%j', (words, limit, text) => {
    expect(listWords(words, limit)).toBe(text);
  });
});

test('count knows one from many', () => {
  expect([count(0, 'host'), count(1, 'host'), count(2, 'host'), count(2, 'point of no return', 'points of no return')]).toEqual([
    '0 hosts',
    '1 host',
    '2 hosts',
    '2 points of no return',
  ]);
});

test('times are shown in the zone that is asked for, and what is no time as it is', () => {
  const korea = { timeZone: 'Asia/Seoul' };
  expect(showTime('2026-03-02T15:02:09.120Z', korea)).toBe('00:02:09');
  expect(showDateTime('2026-03-02T15:02:09.120Z', korea)).toBe('2026-03-03 00:02 GMT+9');
  expect(showDateTime('2026-03-02T15:02:09.120Z', { timeZone: 'UTC' })).toBe('2026-03-02 15:02 UTC');
  expect([showTime('soon', korea), showDateTime('soon', korea)]).toEqual(['soon', 'soon']);
});
