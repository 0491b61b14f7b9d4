import { expect, test } from 'vitest';
import { readEvents } from '../../../src/report/journal-events.ts';
import { jsonLine } from '../../../src/report/json-reporter.ts';
import { renderRun } from '../../../src/report/render-run.ts';
import { everyEvent } from '../../support/every-event.ts';
import { findControls } from '../../support/find-controls.ts';
import { playEvents } from '../../support/play-events.ts';

/*
 * A journal is a plain file: a copy from elsewhere may hold anything. Whatever stands in it, `runbook show` ends, and sends nothing to the terminal
 * that it would obey.
 */
const evil = '\u001B]0;gone\u0007\u001B[2J\u202Eabc\r\uE000{"kind":"secret","name":"\u001B[31m"}\uE001\u009B1m';
const replacements: readonly unknown[] = [evil, null, -1, 1e308, true, {}, [], [null], [evil]];

/** The value with one thing in it, at each place in turn, replaced by each replacement. */
function* variants(value: unknown, depth = 3): Generator<unknown> {
  yield* replacements;
  if (depth === 0 || typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const variant of variants(inner, depth - 1)) {
      yield Array.isArray(value)
        ? value.map((one: unknown, index) => (String(index) === key ? variant : one))
        : { ...value, [key]: variant };
    }
  }
}

function show(lines: readonly string[]): string {
  const { events } = readEvents(lines.join('\n'));
  return renderRun(events, { color: false, width: 80, verbose: true });
}

const before = playEvents({ hosts: 2, failing: true, chatty: true })
  .filter((event) => event.event === 'run_started' || event.event === 'step_done')
  .slice(0, 4)
  .map((event) => jsonLine(event).trim());

test.each(everyEvent.map((event) => [event.event, event] as const))(
  '%s with anything in any place is shown or counted, and obeyed by nobody',
  (_name, event) => {
    for (const variant of variants(event, event.event === 'plan_ready' ? 2 : 3)) {
      const line = JSON.stringify(variant);
      let shown = '';
      expect(() => (shown = show([...before, line])), line).not.toThrow();
      expect(findControls(shown), line).toEqual([]);
    }
  },
);

test.each([
  ['hosts that are none', '{"hosts":[null]}'],
  ['a host without a name', '{"hosts":[{"name":7}]}'],
])('a plan with %s is counted, not shown', (_name, plan) => {
  expect(readEvents(`{"at":"now","event":"plan_ready","plan":${plan}}`)).toEqual({ events: [], brokenLines: [1] });
});

test('a line of 20 MB is no hindrance', () => {
  const line = JSON.stringify({
    at: 'now',
    event: 'step_output',
    host: 'h',
    address: 'a',
    text: '\r'.repeat(10_000_000) + 'x'.repeat(10_000_000),
  });
  const startedMs = performance.now();
  expect(show([...before, line])).toContain('xxx');
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});
