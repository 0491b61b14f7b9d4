import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { simulateSite } from '../../support/simulated-site.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-many-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Work of this thread so far, in milliseconds: how busy the machine is does not count. */
function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

interface Cost {
  readonly workMs: number;
  /** Work of the longest turn of the event loop. */
  readonly longestMs: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const beganMs = workedMs();
  let lastMs = beganMs;
  let longestMs = 0;
  let isDone = false;
  const beat = (): void => {
    const now = workedMs();
    longestMs = Math.max(longestMs, now - lastMs);
    lastMs = now;
    if (!isDone) setImmediate(beat);
  };
  beat();
  await work();
  isDone = true;
  return { workMs: workedMs() - beganMs, longestMs };
}

async function planAndJournal(hosts: number): Promise<Cost> {
  const site = simulateSite(join(folder, String(hosts)), hosts, 20);
  return costOf(async () => {
    const plan = await site.plan();
    expect(plan.steps).toHaveLength(hosts * 20);
    await site.announce(await site.pack(plan));
  });
}

test('planning many hosts lets others have their turn, and costs a host no more than planning few', { timeout: 120_000 }, async () => {
  await planAndJournal(20);
  const few = await planAndJournal(60);
  const many = await planAndJournal(240);
  // Measured: 22 ms; 233 ms when nobody gives a turn.
  expect(many.longestMs).toBeLessThan(100);
  // Four times the hosts, measured 3.4: sixteen times the work if each looked at all others.
  expect(many.workMs / few.workMs).toBeLessThan(6);
});
