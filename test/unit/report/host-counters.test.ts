import { expect, test } from 'vitest';
import type { HostSummary, RunEvent } from '../../../src/core/event.ts';
import { planDigest } from '../../../src/core/plan-digest.ts';
import { packPlan } from '../../../src/core/plan-pack.ts';
import { hostCounters } from '../../../src/report/host-counters.ts';
import { renderRunPage } from '../../../src/report/html/render-page.ts';
import { collectRun } from '../../../src/report/html/run-record.ts';
import { renderStats } from '../../../src/report/summary.ts';
import { everyEvent } from '../../support/every-event.ts';
import { soundPlan } from '../../support/sound-plan.ts';

const hosts: readonly HostSummary[] = [
  {
    host: 'one',
    status: 'ok',
    changed: 0,
    unchanged: 3,
    diagnostics: [],
    stats: { connections: 11, authentications: 12, roundTrips: 13, bytesSent: 14, bytesReceived: 15 },
  },
  {
    host: 'two',
    status: 'ok',
    changed: 0,
    unchanged: 3,
    diagnostics: [],
    stats: { connections: 100, authentications: 200, roundTrips: 300, bytesSent: 400, bytesReceived: 500 },
  },
];
/** What each counter shows for the first host, and for both. */
const expected = [
  ['11', '12', '13', '14 B', '15 B'],
  ['111', '212', '313', '414 B', '515 B'],
];

test('whatever is counted of a session is shown', () => {
  expect(hostCounters).toHaveLength(Object.keys(hosts[0]?.stats ?? {}).length);
  expect(hostCounters.map((one) => one.of([]))).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('--stats and the page of a run show the same counters, for each host and for all', () => {
  const rows = renderStats(hosts, { color: false, width: 120 })
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/u));
  expect(rows[0]).toEqual(['Host', ...hostCounters.map((one) => one.title.en)]);
  expect([rows[1]?.slice(1), rows[3]?.slice(1)]).toEqual(expected);

  const collector = collectRun();
  const plan = packPlan(soundPlan());
  const events: readonly RunEvent[] = [
    ...everyEvent.filter((event) => event.event === 'run_started'),
    { at: '2026-03-02T00:00:00.000Z', event: 'plan_ready', plan, digest: planDigest(plan) },
    { at: '2026-03-02T00:00:01.000Z', event: 'run_done', exitCode: 0, durationMs: 1000, changed: 0, hosts },
  ];
  for (const event of events) collector.push(event);
  const page = renderRunPage(collector.record(), { language: 'en', timeZone: 'UTC', explainCode: () => undefined }) ?? '';
  const cells = [...page.slice(page.indexOf('stats-caption')).matchAll(/<td[^>]*>([^<]*)<\/td>/gu)].map((match) => match[1] ?? '');
  const text = cells.join(' ');
  for (const row of expected) expect(text).toContain(row.join(' '));
});
