import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readFormerRuns } from '../../../src/cli/former-runs.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import { jsonLine } from '../../../src/report/json-reporter.ts';
import { playEvents } from '../../support/play-events.ts';

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), 'former-'))));
afterEach(() => rmSync(project, { recursive: true }));

const whole = playEvents({ hosts: 2, failing: false, chatty: true });
const changes = whole.flatMap((event) =>
  event.event === 'step_done' && event.status === 'changed'
    ? [{ host: event.host, address: event.address, durationMs: event.durationMs }]
    : [],
);
const journal = (run: string, events: readonly RunEvent[]): string => {
  const folder = join(project, '.runbook', 'runs', run);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'journal.jsonl'), events.map(jsonLine).join(''));
  return join(folder, 'journal.jsonl');
};
const started = (more: Partial<Extract<RunEvent, { event: 'run_started' }>>): readonly RunEvent[] =>
  whole.map((event) => (event.event === 'run_started' ? { ...event, ...more } : event));
const read = (): ReturnType<typeof readFormerRuns> => readFormerRuns(project, 'inventory/lab', 'playbooks/site.yml');

it('knows nothing where nothing ran', () => {
  expect(read()).toEqual({ steps: [] });
  mkdirSync(join(project, '.runbook', 'runs', '20260302-050200-a1b2'), { recursive: true });
  expect(read()).toEqual({ steps: [] });
});

it('reads how long each change took, and the time of the plays of the whole run', () => {
  journal('20260302-050200-a1b2', whole);
  const at = (name: RunEvent['event']): number => Date.parse(whole.find((event) => event.event === name)?.at ?? '');
  expect(changes.length).toBeGreaterThan(3);
  expect(read()).toEqual({
    steps: changes,
    last: { run: '20260302-050200-a1b2', durationMs: at('play_done') - at('play_started'), changed: changes.length },
  });
});

it('takes no other inventory, no undo and no other verb for one of its own; another playbook tells of steps, not of the run', () => {
  journal('1', started({ inventory: 'inventory/other' }));
  journal('2', started({ undoOf: '1' }));
  journal('3', started({ verb: 'verify' }));
  expect(read()).toEqual({ steps: [] });
  journal('4', started({ playbook: 'playbooks/other.yml' }));
  expect(read()).toEqual({ steps: changes });
});

it.each([
  ['that has no end', whole.filter((event) => event.event !== 'run_done')],
  ['with a play that has no end', whole.filter((event) => event.event !== 'play_done')],
  ['that failed', whole.map((event) => (event.event === 'run_done' ? { ...event, exitCode: 1 } : event))],
  ['that changed nothing', whole.map((event) => (event.event === 'run_done' ? { ...event, changed: 0 } : event))],
] as const)('does not count a run %s as a run', (_name, other) => {
  journal('1', whole);
  journal('2', other);
  expect(read().last?.run).toBe('20260302-050200-a1b2');
  rmSync(join(project, '.runbook', 'runs', '1'), { recursive: true });
  expect(read().last).toBeUndefined();
});

it('uses the newest three', () => {
  for (let run = 1; run <= 7; run += 1) journal(String(run), whole);
  expect(read().steps).toHaveLength(3 * changes.length);
});

it('is not stopped by lines that are cut, foreign, or endless', () => {
  const file = journal('1', whole);
  appendFileSync(file, `\nno json "event":"step_done"\n{"at":"x","event":"step_done"}\n${'x'.repeat(200_000)}\n{"at":"2026`);
  expect(read().steps).toEqual(changes);
});

it('runs over a journal of 50 MB in a moment', () => {
  const [start, ...rest] = whole.map(jsonLine);
  const file = journal('1', []);
  writeFileSync(file, start ?? '');
  appendFileSync(file, `{"at":"2026-03-02T05:02:00.000Z","event":"plan_ready","plan":"${'x'.repeat(50_000_000)}"}\n`);
  appendFileSync(file, rest.join(''));
  const begin = performance.now();
  const found = read();
  const tookMs = performance.now() - begin;
  expect(found.steps).toEqual(changes);
  expect(found.last?.durationMs).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(1000);
});
