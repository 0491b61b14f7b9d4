import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LongEvent } from '../../../src/core/event.ts';
import { checkChain } from '../../../src/core/journal-chain.ts';
import { newRunId, openJournal } from '../../../src/engine/journal.ts';
import { largePlan } from '../../../bench/large-plan.ts';
import { packPlan } from '../../../src/core/plan-pack.ts';
import { readEvents } from '../../../src/report/journal-events.ts';
import { everyEvent } from '../../support/every-event.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('runs are named by local time, so that names sort as they came', () => {
  expect(newRunId(new Date(2026, 2, 4, 5, 6, 7, 89))).toMatch(/^20260304-050607-089[0-9a-f]{3}$/u);
  const names = [new Date(2026, 8, 9, 23, 59, 59), new Date(2026, 8, 10), new Date(2026, 10, 1), new Date(2027, 0, 1)].map((at) =>
    newRunId(at),
  );
  expect(names).toEqual([...names].sort());
  const inOneSecond = Array.from({ length: 200 }, (_, index) => newRunId(new Date(2026, 2, 4, 5, 6, 7, index * 5)));
  expect(inOneSecond).toEqual([...inOneSecond].sort());
});

test('every event is a line of JSON, in a place that only its owner can read', () => {
  const journal = openJournal(join(folder, 'runs'), 'r1');
  for (const event of everyEvent) journal.append(event);
  expect(journal.file).toBe(join(folder, 'runs', 'r1', 'journal.jsonl'));
  const lines = readFileSync(journal.file, 'utf8').trimEnd().split('\n');
  const withoutLinks = lines.map((line) => `{${line.slice('{"prev":"",'.length + 64)}`);
  expect(withoutLinks.map((line): unknown => JSON.parse(line))).toEqual(everyEvent);
  expect(statSync(journal.file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'runs', 'r1')).mode & 0o777).toBe(0o700);
});

test('each record is chained to the one before, and the head is the digest of the last', () => {
  const journal = openJournal(folder, 'r1');
  for (const event of everyEvent) journal.append(event);
  const report = checkChain(readFileSync(journal.file), 'r1');
  expect(report).toEqual({ records: everyEvent.length, head: journal.head().digest, breaks: [], tornBytes: 0 });
  expect(journal.head().records).toBe(everyEvent.length);
});

test('a run does not write into the journal of another', () => {
  openJournal(folder, 'r1');
  expect(() => openJournal(folder, 'r1')).toThrow('RB6085');
});

const longEvents: readonly LongEvent[] = [
  { at: '2026-03-02T00:00:00.000Z', event: 'plan_ready', plan: packPlan(largePlan(40, 20)), digest: 'd' },
  {
    at: '2026-03-02T00:00:00.000Z',
    event: 'run_done',
    exitCode: 4,
    durationMs: 5,
    changed: 3,
    hosts: Array.from({ length: 20_000 }, (_, index) => ({
      host: `node-${index}`,
      status: 'unreachable',
      changed: 0,
      unchanged: index,
      diagnostics: [{ code: 'RB2001', severity: 'error', what: 'no answer' }],
    })),
  },
];

test.each(longEvents)(
  '$event is a record as every other one, and what is told while it is being written comes behind it',
  async (event) => {
    const journal = openJournal(folder, 'r1', (_, done) => done(null));
    let isWritten = false;
    let turns = 0;
    const written = journal.appendLong(event).then(() => {
      isWritten = true;
    });
    const notice = { at: event.at, event: 'notice', text: 'meanwhile' } as const;
    journal.append(notice);
    while (!isWritten) {
      turns += 1;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    await written;
    journal.append({ ...notice, text: 'afterwards' });
    const text = readFileSync(journal.file);
    expect(checkChain(text, 'r1')).toEqual({ records: 3, head: journal.head().digest, breaks: [], tornBytes: 0 });
    const records = readEvents(text.toString()).events;
    expect(records).toMatchObject([event, notice, { ...notice, text: 'afterwards' }]);
    expect(turns).toBeGreaterThan(1);
  },
);

test('what a host tells of its steps is written together in the same turn, and before what must be on the disk', async () => {
  const journal = openJournal(folder, 'r1');
  const at = '2026-03-02T00:00:00.000Z';
  const began = { at, event: 'step_started', host: 'a', address: 'file:/x', task: 'x' } as const;
  const done = { at, event: 'step_done', host: 'a', address: 'file:/x', task: 'x', status: 'changed', durationMs: 1 } as const;
  const read = (): string => readFileSync(journal.file, 'utf8');
  journal.append(began);
  journal.append(done);
  expect(read()).toBe('');
  await Promise.resolve();
  expect(readEvents(read()).events).toMatchObject([began, done]);
  journal.append(began);
  journal.append({ at, event: 'steps_sent', host: 'a', addresses: ['file:/y'] });
  expect(readEvents(read()).events.map(({ event }) => event)).toEqual(['step_started', 'step_done', 'step_started', 'steps_sent']);
  journal.append(done);
  expect(journal.head().records).toBe(5);
  expect(checkChain(readFileSync(journal.file), 'r1')).toEqual({ records: 5, head: journal.head().digest, breaks: [], tornBytes: 0 });
});

test('what many hosts wait for is brought to the disk together, and nobody goes on before his record is there', async () => {
  const begun: (() => void)[] = [];
  const journal = openJournal(folder, 'r1', (_, done) => begun.push(() => done(null)));
  const told: string[] = [];
  const fail = (error: unknown): void => void told.push(String(error));
  const send = (host: string): void => {
    journal.append({ at: '2026-03-02T00:00:00.000Z', event: 'steps_sent', host, addresses: ['file:/y'] });
    journal.onDisk().then(() => told.push(host), fail);
  };
  send('a');
  for (const host of ['b', 'c', 'd']) send(host);
  expect([begun.length, told]).toEqual([1, []]);
  begun[0]?.();
  await vi.waitFor(() => expect([begun.length, told]).toEqual([2, ['a']]));
  send('e');
  begun[1]?.();
  await vi.waitFor(() => expect([begun.length, told]).toEqual([3, ['a', 'b', 'c', 'd']]));
});

test('a disk that takes no more is told to all who wait, and to all who come later', async () => {
  const journal = openJournal(folder, 'r1', (_, done) => setImmediate(() => done(new Error('EIO: i/o error'))));
  const first = journal.onDisk();
  const second = journal.onDisk();
  await expect(first).rejects.toThrow('RB6085');
  await expect(second).rejects.toThrow('RB6085');
  await expect(journal.onDisk()).rejects.toThrow('RB6085');
  expect(() => journal.append({ at: '2026-03-02T00:00:00.000Z', event: 'notice', text: 'x' })).toThrow('RB6085');
});
