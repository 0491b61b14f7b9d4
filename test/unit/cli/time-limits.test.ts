import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { abortAt, readDeadline, readWindow, windowLines } from '../../../src/cli/time-limits.ts';

const NOW = new Date(2026, 10, 23, 22, 15, 30);
const local = (...parts: readonly [number, number, number, number, number]): Date => new Date(...parts);

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof RunbookError ? error.diagnostics[0]?.code : String(error);
  }
}

describe('a deadline', () => {
  test.each([
    ['23:00', local(2026, 10, 23, 23, 0)],
    ['03:30', local(2026, 10, 24, 3, 30)],
    ['3:30', local(2026, 10, 24, 3, 30)],
    // The minute has begun already.
    ['22:15', local(2026, 10, 24, 22, 15)],
    ['2026-11-30 03:30', local(2026, 10, 30, 3, 30)],
    ['2026-11-30T03:30Z', new Date('2026-11-30T03:30:00Z')],
  ])('%s is one instant', (text, time) => {
    expect(readDeadline(text, NOW)).toEqual(time);
  });

  test.each(['24:00', '3:60', 'soon', '2026-11-31 03:30', '2026-11-23 22:00', ''])('"%s" is refused', (text) => {
    expect(codeOf(() => readDeadline(text, NOW))).toBe('RB6092');
  });
});

test('the earlier of deadline and time limit ends the beginning of steps', () => {
  const window = readWindow({ deadline: '23:15', timeout: '30m' }, NOW, () => [], undefined);
  expect(window).toMatchObject({ beginBefore: new Date(NOW.getTime() + 30 * 60_000), endBefore: local(2026, 10, 23, 23, 15) });
  expect(readWindow({}, NOW, () => [], undefined)).toBeUndefined();
  expect(codeOf(() => readWindow({ timeout: 'long' }, NOW, () => [], undefined))).toBe('RB6092');
});

test('it is said which instant is meant', () => {
  const window = readWindow({ deadline: '03:30' }, NOW, () => [], undefined);
  expect(window === undefined ? [] : windowLines(window, NOW)).toEqual([
    expect.stringMatching(/^Deadline: 2026-11-24 03:30 .*, in 5 h 15 min\. No step begins that would end later/u),
  ]);
});

test('the signal fires at the time of the clock, not before', async () => {
  let nowMs = 0;
  const controller = new AbortController();
  const { signal } = controller;
  abortAt(new Date(5000), () => new Date(nowMs), controller);
  expect(signal.aborted).toBe(false);
  nowMs = 5000;
  await expect.poll(() => signal.aborted, { timeout: 3000 }).toBe(true);
});
