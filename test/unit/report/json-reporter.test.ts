import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { unknownUntil } from '../../../src/core/hole.ts';
import { jsonLine, jsonReporter } from '../../../src/report/json-reporter.ts';
import { playEvents } from '../../support/play-events.ts';
import { samplePlan } from '../../support/play-plan.ts';
import { findControls } from '../../support/find-controls.ts';

const events: readonly RunEvent[] = [
  ...playEvents({ hosts: 12, failing: true, chatty: true }),
  { at: 'now', event: 'plan_ready', plan: samplePlan(), digest: 'd'.repeat(64) },
  { at: 'now', event: 'notice', text: `line\nbreak \u2028 \u0085 \u009B31m \u202E ${unknownUntil('package:x')} \u001B[2J \u007F` },
];

test('each event is one line, and the line is that event', () => {
  let text = '';
  const reporter = jsonReporter((more) => (text += more));
  for (const event of events) reporter.onEvent(event);
  const lines = text.split(/[\n\u2028\u2029\u0085]/u);
  expect(lines.pop()).toBe('');
  expect(`[${lines.join(',')}]`).toSatisfy((array: string) => JSON.stringify(JSON.parse(array)) === JSON.stringify(events));
});

test('a line holds nothing that a terminal obeys or that reorders text', () => {
  for (const event of events) expect(findControls(jsonLine(event))).toEqual([]);
});
