import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { unknownUntil } from '../../../src/core/hole.ts';
import { jsonLine, jsonReporter } from '../../../src/report/json-reporter.ts';
import { playEvents } from '../../support/play-events.ts';
import { samplePlan } from '../../support/play-plan.ts';

const events: readonly RunEvent[] = [
  ...playEvents({ hosts: 12, failing: true, chatty: true }),
  { at: 'now', event: 'plan_ready', plan: samplePlan() },
  { at: 'now', event: 'notice', text: `line\nbreak \u2028 \u0085 \u009B31m \u202E ${unknownUntil('package:x')} \u001B[2J \u007F` },
];

test('each event is one line, and the line is that event', () => {
  let text = '';
  const reporter = jsonReporter((more) => (text += more));
  for (const event of events) reporter.onEvent(event);
  const lines = text.split(/[\n\u2028\u2029\u0085]/u);
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(events)));
});

test('a line holds nothing that a terminal obeys or that reorders text', () => {
  // oxlint-disable-next-line no-control-regex
  for (const event of events)
    expect(jsonLine(event).slice(0, -1)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069\uE000\uE001]/u);
});
