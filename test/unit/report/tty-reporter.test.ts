import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { WriteStream } from 'node:tty';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { ttyReporter } from '../../../src/report/tty-reporter.ts';
import { playEvents } from '../../support/play-events.ts';
import { samplePlan } from '../../support/play-plan.ts';

/** A stream that says it is a terminal of that size and keeps what is written. */
function fakeTerminal(columns = 80, rows = 24): { readonly stream: WriteStream; readonly text: () => string } {
  let text = '';
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString('utf8');
      done();
    },
  });
  Object.assign(sink, { isTTY: true, columns, rows });
  if (!isTerminal(sink)) throw new Error('no terminal');
  return { stream: sink, text: () => text };
}

/** What listr2 and the reporter use of a terminal. */
function isTerminal(stream: Writable): stream is WriteStream {
  return 'columns' in stream && 'rows' in stream && 'isTTY' in stream;
}

const options = { color: false, width: 80, stats: false, timeZone: 'UTC' };
const events = playEvents({ hosts: 6, failing: true, chatty: false });
const untilRunning = events.slice(0, events.findIndex((event) => event.event === 'step_output') + 1);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a run in a terminal', () => {
  test('a serial console, which has no size, is written on as on one of 80 columns and 24 lines', async () => {
    const { stream, text } = fakeTerminal(0, 0);
    const reporter = ttyReporter(stream, options);
    for (const event of events) reporter.onEvent(event);
    await reporter.close();
    expect(stripVTControlCharacters(text())).toContain('apply playbooks/site.yml on inventory/lab');
  });

  test('leaves one line a part, what failed, and the summary', async () => {
    const { stream, text } = fakeTerminal();
    const reporter = ttyReporter(stream, options);
    for (const event of events) reporter.onEvent(event);
    await reporter.close();
    const shown = stripVTControlCharacters(text());
    expect(shown).toContain('apply playbooks/site.yml on inventory/lab');
    expect(shown).toMatch(/✔ Connecting and reading: 6 hosts · 3\.4 s/u);
    expect(shown).toMatch(/✖ Play 1 of 1: Workers: 1 of 6 hosts failed, 13 changes · /u);
    expect(shown).toMatch(/ {2}x worker-4 {2}file:\/etc\/haproxy\/haproxy\.cfg FAILED RB4101/u);
    expect(shown.trimEnd().split('\n').slice(-2).join(' ')).toMatch(/^Ended after .* exit code 1/u);
  });

  test('shows hosts and steps while they run, and puts all of it away', async () => {
    const { stream, text } = fakeTerminal();
    const reporter = ttyReporter(stream, options);
    for (const event of untilRunning) reporter.onEvent(event);
    await sleep(400);
    expect(stripVTControlCharacters(text())).toMatch(/6 hosts: 4 running, 1 waiting, 1 done|6 hosts: 5 running, 1 done/u);
    expect(text()).toContain('> worker-1  package:haproxy');
    await reporter.close();
    expect(stripVTControlCharacters(text())).toContain('Play 1 of 1: Workers: cut short');
  });

  test('without colour has no colour, even where listr2 would use it', async () => {
    vi.stubEnv('FORCE_COLOR', '1');
    const { stream, text } = fakeTerminal();
    const reporter = ttyReporter(stream, options);
    for (const event of untilRunning) reporter.onEvent(event);
    await sleep(250);
    await reporter.close();
    // oxlint-disable-next-line no-control-regex -- colours are looked for
    expect(text()).not.toMatch(/\u001B\[[\d;]*m/u);
  });

  test('shows a plan between its parts', async () => {
    const { stream, text } = fakeTerminal();
    const reporter = ttyReporter(stream, { ...options, showPlan: (plan) => `THE PLAN OF ${plan.playbook}` });
    for (const event of events) reporter.onEvent(event.event === 'plan_ready' ? { ...event, plan: samplePlan() } : event);
    await reporter.close();
    const shown = stripVTControlCharacters(text());
    const places = ['Connecting and reading: 6 hosts', 'THE PLAN OF playbooks/site.yml', 'Workers: 1 of 6'].map((part) =>
      shown.indexOf(part),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test('shows a part that begins before the last one is put away', async () => {
    const { stream, text } = fakeTerminal();
    const reporter = ttyReporter(stream, options);
    const planned = events.findIndex((event) => event.event === 'plan_ready');
    for (const event of events.slice(0, planned)) reporter.onEvent(event);
    await sleep(200);
    for (const event of events.slice(planned)) reporter.onEvent(event);
    await reporter.close();
    expect(stripVTControlCharacters(text())).toMatch(/✖ Play 1 of 1: Workers: 1 of 6 hosts failed[^]*Ended after .*/u);
  });

  test('is at rest while a question is asked, and goes on afterwards', async () => {
    const { stream, text } = fakeTerminal();
    const reporter = ttyReporter(stream, options);
    for (const event of untilRunning) reporter.onEvent(event);
    await reporter.settle();
    const before = text();
    stream.write('Password: ');
    await sleep(300);
    expect(text()).toBe(`${before}Password: `);
    const rest: readonly RunEvent[] = events.slice(untilRunning.length);
    for (const event of rest) reporter.onEvent(event);
    await reporter.close();
    expect(stripVTControlCharacters(text())).toMatch(/✖ Play 1 of 1: Workers: 1 of 6 hosts failed/u);
  });
});
