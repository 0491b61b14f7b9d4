import { describe, expect, test } from 'vitest';
import { readEvents } from '../../../src/report/journal-events.ts';
import { jsonLine } from '../../../src/report/json-reporter.ts';
import { brokenLinesSentence } from '../../../src/report/render-run.ts';
import { playEvents } from '../../support/play-events.ts';
import { everyEvent } from '../../support/every-event.ts';

test.each(everyEvent.map((event) => [event.event, event] as const))('%s is read as it was written', (_, event) => {
  expect(readEvents(jsonLine(event))).toEqual({ events: [event], brokenLines: [] });
});

describe('a journal that was cut off', () => {
  const journal = playEvents({ hosts: 3, failing: false, chatty: false }).map(jsonLine).join('');

  test('is read up to the line that is not whole, wherever it is cut', () => {
    for (const length of [1, 100, 777, 3_000, journal.length - 2]) {
      const whole = journal.slice(0, length).split('\n').length - 1;
      const { events, brokenLines } = readEvents(journal.slice(0, length));
      expect(events).toHaveLength(whole);
      expect(brokenLines).toEqual([whole + 1]);
    }
  });
});

test.each([
  ['no JSON', '{"at"'],
  ['no object', '17'],
  ['no known event', '{"at":"now","event":"party"}'],
  ['a name of every object', '{"at":"now","event":"toString"}'],
  ['no time', '{"event":"stage_done","stage":1}'],
  ['a member of the wrong type', '{"at":"now","event":"stage_done","stage":"1"}'],
  ['null for an object', '{"at":"now","event":"plan_ready","plan":null}'],
  ['a result that is none', '{"at":"now","event":"step_done","host":"h","address":"a","task":"t","status":"toString","durationMs":1}'],
  ['a diagnostic that says nothing', '{"at":"now","event":"host_failed","host":"h","status":"failed","diagnostic":{}}'],
  [
    'a host without a result',
    '{"at":"now","event":"run_done","exitCode":0,"durationMs":1,"changed":0,"hosts":[{"host":"h","changed":0,"unchanged":0,"diagnostics":[]}]}',
  ],
  ['an object for a list', '{"at":"now","event":"play_started","play":"p","hosts":{}}'],
])('a line with %s is counted, not shown', (_, line) => {
  expect(readEvents(`{"at":"now","event":"stage_done","stage":1}\n\n${line}\n`)).toEqual({
    events: [{ at: 'now', event: 'stage_done', stage: 1 }],
    brokenLines: [3],
  });
});

test('lines that could not be read are said', () => {
  expect([brokenLinesSentence([]), brokenLinesSentence([3]), brokenLinesSentence([1, 2, 3, 4, 5, 6])]).toEqual([
    undefined,
    '1 line of the journal could not be read: 3',
    '6 lines of the journal could not be read: 1, 2, 3, 4, 5 …',
  ]);
});
