import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { plainReporter, SILENCE_MS } from '../../../src/report/plain-reporter.ts';
import type { Reporter } from '../../../src/report/reporter.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { playEvents } from '../../support/play-events.ts';
import { samplePlan } from '../../support/play-plan.ts';
import { findControls } from '../../support/find-controls.ts';

const options = { color: false, width: 80, stats: false, timeZone: 'UTC' };
let text = '';
let reporter: Reporter;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T05:00:00Z') });
  text = '';
  reporter = plainReporter((more) => (text += more), options);
});

afterEach(async () => {
  await reporter.close();
  vi.useRealTimers();
});

const now = (): string => new Date().toISOString();
const started = (address: string): RunEvent => ({ at: now(), event: 'step_started', host: 'relay-1', address, task: 't' });
const ended = (address: string): RunEvent => ({
  at: now(),
  event: 'step_done',
  host: 'relay-1',
  address,
  task: 't',
  status: 'changed',
  durationMs: 1000,
});

describe('a step', () => {
  test('that is short has one line', () => {
    reporter.onEvent(started('file:/etc/motd'));
    vi.advanceTimersByTime(1_000);
    reporter.onEvent(ended('file:/etc/motd'));
    vi.advanceTimersByTime(60_000);
    expect(text).toBe('05:00:01  relay-1  file:/etc/motd changed in 1.0 s\n');
  });

  test('that takes long is mentioned within three seconds, and again when nothing else is said', () => {
    reporter.onEvent(started('package:haproxy'));
    vi.advanceTimersByTime(3_000);
    expect(text).toBe('05:00:02  relay-1  package:haproxy is running\n');
    vi.advanceTimersByTime(SILENCE_MS);
    expect(text.split('\n')[1]).toBe('05:00:32  still running: relay-1 package:haproxy (32 s)');
  });

  test('of a host that was lost is not said to be running', () => {
    reporter.onEvent(started('package:haproxy'));
    reporter.onEvent({
      at: now(),
      event: 'host_failed',
      host: 'relay-1',
      status: 'unreachable',
      diagnostic: { code: 'RB4040', severity: 'error', what: 'relay-1 lost its connection', host: 'relay-1' },
    });
    vi.advanceTimersByTime(SILENCE_MS + 10_000);
    expect(text).not.toContain('running');
  });

  test('that says something is not mentioned besides', () => {
    reporter.onEvent(started('package:haproxy'));
    reporter.onEvent({ at: now(), event: 'step_output', host: 'relay-1', address: 'package:haproxy', text: 'Unpacking\nSetting' });
    vi.advanceTimersByTime(5_000);
    reporter.onEvent(ended('package:haproxy'));
    expect(text.split('\n')).toEqual([
      '05:00:00  relay-1  package:haproxy | Unpacking',
      '05:00:05  relay-1  package:haproxy | Setting',
      '05:00:05  relay-1  package:haproxy changed in 1.0 s',
      '',
    ]);
  });
});

test('a plan is shown whole when that is asked for, else its counts', () => {
  const event: RunEvent = { at: now(), event: 'plan_ready', plan: samplePlan(), digest: 'd'.repeat(64) };
  reporter.onEvent(event);
  expect(text).toMatch(/^05:00:00 {2}plan: 7 hosts: 5 create, 7 change, 1 delete/u);
  text = '';
  const whole = plainReporter((more) => (text += more), { ...options, showPlan: (plan) => `THE PLAN OF ${plan.hosts.length}` });
  whole.onEvent(event);
  expect(text).toBe('\nTHE PLAN OF 8\n');
});

test('after a plan that was shown and not done, the hosts are not listed again; what failed is', () => {
  const diagnostic = { code: 'RB2001', severity: 'error', what: 'no answer' } as const;
  const done: RunEvent = {
    at: now(),
    event: 'run_done',
    exitCode: 4,
    durationMs: 5,
    changed: 0,
    hosts: [{ host: 'relay-1', status: 'unreachable', changed: 0, unchanged: 0, diagnostics: [diagnostic] }],
  };
  const shown = (events: readonly RunEvent[], showPlan: boolean): string => {
    text = '';
    const one = plainReporter((more) => (text += more), { ...options, ...(showPlan ? { showPlan: () => '' } : {}) });
    for (const event of events) one.onEvent(event);
    return text;
  };
  expect(shown([done], true)).not.toContain('UNREACHABLE');
  expect(shown([done], true)).toContain('error RB2001: no answer');
  expect(shown([{ at: now(), event: 'play_started', play: 'p', hosts: [] }, done], true)).toContain('UNREACHABLE');
  expect(shown([done], false)).toContain('UNREACHABLE');
});

test('the end of a run on thousands of hosts is told while others get their turn, and is whole when the reporter is closed', async () => {
  vi.useRealTimers();
  const hosts = Array.from({ length: 20_000 }, (_, index) => ({
    host: `node-${index}`,
    status: 'changed' as const,
    changed: 1,
    unchanged: 0,
    diagnostics: [],
  }));
  const done = { at: now(), event: 'run_done', exitCode: 0, durationMs: 5, changed: hosts.length, hosts } as const;
  reporter.onEvent({ at: now(), event: 'play_started', play: 'p', hosts: [] });
  text = '';
  reporter.onEvent(done);
  expect(text).not.toContain('node-19999');
  await reporter.close();
  const layout = { color: false, width: 80 };
  expect(text.endsWith(`\n${renderSummary(done, layout, { table: true, stats: false })}`)).toBe(true);
});

test('every line begins with the time, and nothing in it moves a cursor', () => {
  for (const event of playEvents({ hosts: 20, failing: true, chatty: true })) if (event.event !== 'run_done') reporter.onEvent(event);
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^\d\d:\d\d:\d\d {2}\S/u);
  expect(findControls(text)).toEqual([]);
});
