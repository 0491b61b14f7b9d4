import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { drawBoard, drawOutcome } from '../../../src/report/board.ts';
import { foldEvent, startPart, type RunModel } from '../../../src/report/run-model.ts';
import { textWidth } from '../../../src/report/text-width.ts';
import { playEvents } from '../../support/play-events.ts';

/** The model after each of the events, the later part of a run begun anew at each play. */
function modelAfter(events: readonly RunEvent[], number: number): { readonly model: RunModel; readonly nowMs: number } {
  let nowMs = Date.parse(events[0]?.at ?? '');
  let model = startPart('', nowMs, undefined);
  for (const event of events.slice(0, number)) {
    nowMs = Date.parse(event.at);
    if (event.event === 'play_started') model = startPart(event.play, nowMs, model.plan);
    model = foldEvent(model, event);
  }
  return { model, nowMs };
}

const fifty = playEvents({ hosts: 50, failing: true, chatty: true });

test('a board never takes more lines or columns than it has, at any moment of a run of 50 hosts', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: fifty.length }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 50, max: 220 }),
      fc.boolean(),
      (number, height, width, color) => {
        const { model, nowMs } = modelAfter(fifty, number);
        const lines = drawBoard(model, { color, width, height, nowMs });
        expect(lines.length).toBeLessThanOrEqual(height);
        for (const line of lines) expect(textWidth(line)).toBeLessThan(width);
      },
    ),
    { numRuns: 150 },
  );
});

describe('with little room', () => {
  const { model, nowMs } = modelAfter(fifty, fifty.findIndex((event) => event.event === 'step_done' && event.status === 'timed_out') + 40);
  const lines = drawBoard(model, { color: false, width: 80, height: 21, nowMs });

  test('failed hosts come first, then running ones, then how many there are besides', () => {
    const marks = lines.slice(1).map((line) => line.slice(2, 3));
    expect(marks.join('')).toMatch(/^x+[> ]+…$/u);
  });

  test('no host is forgotten: the first line counts all', () => {
    const numbers = [...(lines[0] ?? '').matchAll(/(\d+) (?:failed|running|waiting|done)/gu)].map((match) => Number(match[1]));
    expect(numbers.reduce((sum, one) => sum + one, 0)).toBe(model.hosts.size);
    expect(lines[0]).toMatch(/^ {2}47 hosts: /u);
  });

  test('hosts shown and hosts left out are all that run', () => {
    const running = [...model.hosts.values()].filter((host) => host.activity === 'running').length;
    const shown = lines.filter((line) => line.startsWith('  >')).length;
    const left = Number(/… (\d+) more at work/u.exec(lines.at(-1) ?? '')?.[1]);
    expect(shown + left).toBe(running);
  });

  test('the longest running host still shows its last output', () => {
    expect(lines.filter((line) => line.startsWith('      | '))).toHaveLength(1);
    expect(lines.findIndex((line) => line.startsWith('      | '))).toBe(lines.findIndex((line) => line.startsWith('  >')) + 1);
  });
});

test('many failures leave room for what runs', () => {
  let model = startPart('', 0, undefined);
  for (let index = 0; index < 30; index += 1) {
    model = foldEvent(model, {
      at: '1970-01-01T00:00:01.000Z',
      event: 'host_failed',
      host: `bad-${index}`,
      status: 'failed',
      diagnostic: { code: 'RB1', severity: 'error', what: 'x' },
    });
    model = foldEvent(model, {
      at: '1970-01-01T00:00:01.000Z',
      event: 'step_started',
      host: `good-${index}`,
      address: 'file:/x',
      task: 't',
    });
  }
  const lines = drawBoard(model, { color: false, width: 80, height: 21, nowMs: 2_000 });
  expect(lines.filter((line) => line.startsWith('  x')).length).toBe(9);
  expect(lines).toContain('  … 21 more failed');
  expect(lines.filter((line) => line.startsWith('  >')).length).toBe(9);
  expect(lines.at(-1)).toBe('  … 21 more at work');
});

test('what stays of a part is each failure and each notice', () => {
  const { model } = modelAfter(fifty, fifty.length);
  const noticed = foldEvent(model, {
    at: '2026-03-02T05:02:00.000Z',
    event: 'notice',
    text: 'the clock\u001B[2J is 4 min late',
    host: 'worker-1',
  });
  const lines = drawOutcome(noticed, { color: false, width: 200 });
  expect(lines[0]).toBe('  worker-1: the clock\\x1b[2J is 4 min late');
  expect(lines.slice(1).map((line) => line.split(' ')[3])).toEqual([
    'worker-4',
    'worker-12',
    'worker-13',
    'worker-28',
    'worker-36',
    'worker-44',
  ]);
});

describe('the last line of output', () => {
  const at = '2026-03-02T05:02:00.000Z';
  test.each([
    [['one\n', 'two\n'], 'two'],
    [['one\n', 'tw', 'o'], 'two'],
    [['one\n', '\n', '  \n'], 'one'],
    [['10%\r', '20%\r'], '20%'],
    [['\u001B[1mbold\u001B[0m\n'], 'bold'],
  ])('of %j is %j', (pieces, last) => {
    let model = startPart('', 0, undefined);
    model = foldEvent(model, { at, event: 'step_started', host: 'h', address: 'a', task: 't' });
    for (const text of pieces) model = foldEvent(model, { at, event: 'step_output', host: 'h', address: 'a', text });
    expect(model.hosts.get('h')?.step?.lastLine).toBe(last);
  });
});
