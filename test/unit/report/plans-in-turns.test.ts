import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import type { Reporter } from '../../../src/report/reporter.ts';
import { withPlansInTurns } from '../../../src/report/plans-in-turns.ts';
import { samplePlan } from '../../support/play-plan.ts';

const at = '2026-03-02T05:02:09.120Z';
const planReady: RunEvent = { at, event: 'plan_ready', plan: samplePlan(), digest: 'd'.repeat(64) };
const notice: RunEvent = { at, event: 'notice', text: 'the clock is 4 min late' };
const stageDone: RunEvent = { at, event: 'stage_done', stage: 1 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A reporter that keeps what it is told, over plans that are shown when `shown` is called. */
function slow(): { readonly told: string[]; readonly reporter: Reporter; readonly shown: () => void; readonly fail: () => void } {
  const told: string[] = [];
  const open: PromiseWithResolvers<void>[] = [];
  const reporter = withPlansInTurns(
    {
      onEvent: ({ event }: RunEvent) => void told.push(event),
      settle: () => Promise.resolve(void told.push('settle')),
      close: () => Promise.resolve(void told.push('close')),
    },
    () => {
      const made = Promise.withResolvers<void>();
      open.push(made);
      return made.promise;
    },
  );
  return { told, reporter, shown: () => open.shift()?.resolve(), fail: () => open.shift()?.reject(new Error('no plan')) };
}

test('what happens while a plan is made ready to be shown comes behind it, in order', async () => {
  const { told, reporter, shown } = slow();
  reporter.onEvent(notice);
  expect(told).toEqual(['notice']);
  for (const event of [planReady, notice, planReady, stageDone]) reporter.onEvent(event);
  const settled = reporter.settle();
  await turn();
  expect(told).toEqual(['notice']);
  shown();
  await expect.poll(() => told).toEqual(['notice', 'plan_ready', 'notice']);
  reporter.onEvent(notice);
  shown();
  await settled;
  expect(told).toEqual(['notice', 'plan_ready', 'notice', 'plan_ready', 'stage_done', 'notice', 'settle']);
  reporter.onEvent(stageDone);
  await reporter.close();
  expect(told.slice(-2)).toEqual(['stage_done', 'close']);
});

test('a plan that cannot be shown is told at the end, and the terminal is given back', async () => {
  const { told, reporter, fail } = slow();
  reporter.onEvent(planReady);
  fail();
  await expect(reporter.close()).rejects.toThrow('no plan');
  expect(told).toEqual(['close']);
});
