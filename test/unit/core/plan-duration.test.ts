import { describe, expect, it } from 'vitest';
import { estimateDuration, type FormerStep } from '../../../src/core/plan-duration.ts';
import type { Plan, PlannedDuration } from '../../../src/core/plan.ts';
import { atOnce } from '../../../src/core/turns.ts';
import { makePlanOf, makeStep } from '../../support/make-step.ts';

const took = (host: string, address: string, durationMs: number): FormerStep => ({ host, address, durationMs });
const judged = (...about: Parameters<typeof estimateDuration>): PlannedDuration | undefined => atOnce(estimateDuration(...about));
const estimate = (plan: Plan, ...steps: readonly FormerStep[]): number | undefined => judged(plan, { steps })?.estimateMs;

describe('one step', () => {
  const plan = makePlanOf([makeStep('a', 'package:haproxy')]);

  it('takes what the same resource took on the same host, in the middle', () => {
    const elsewhere = took('b', 'package:haproxy', 90_000);
    expect(estimate(plan, took('a', 'package:haproxy', 1000), elsewhere)).toBe(1000);
    expect(estimate(plan, took('a', 'package:haproxy', 1000), took('a', 'package:haproxy', 9000), took('a', 'package:haproxy', 2000))).toBe(
      2000,
    );
    expect(estimate(plan, took('a', 'package:haproxy', 1000), took('a', 'package:haproxy', 2000))).toBe(1500);
  });

  it('else what it took on another host, else what resources of its type took', () => {
    expect(estimate(plan, took('b', 'package:haproxy', 4000), took('a', 'package:nginx', 60_000))).toBe(4000);
    expect(estimate(plan, took('b', 'package:nginx', 6000), took('b', 'service:haproxy', 1))).toBe(6000);
  });

  it('of which nothing is known makes no number', () => {
    expect(judged(plan, { steps: [] })).toBeUndefined();
    expect(judged(plan, { steps: [took('a', 'service:haproxy', 5)], last: { run: 'r', durationMs: 1, changed: 1 } })).toBeUndefined();
    expect(judged(makePlanOf([]), { steps: [took('a', 'service:haproxy', 5)] })).toBeUndefined();
  });
});

describe('many steps', () => {
  const steps = ['a', 'b', 'c'].flatMap((host) => [makeStep(host, 'file:/x'), makeStep(host, 'file:/y')]);
  const each = took('z', 'file:/z', 1000);

  it('of a host come one after the other, hosts of a batch side by side', () => {
    expect(estimate(makePlanOf(steps), each)).toBe(2000);
  });

  it('no more hosts at once than the forks allow', () => {
    expect(estimate(makePlanOf(steps, { forks: 1 }), each)).toBe(6000);
    expect(estimate(makePlanOf(steps, { forks: 2 }), each)).toBe(4000);
  });

  it('no more hosts of a zone at once than the zone allows', () => {
    expect(estimate(makePlanOf(steps, { concurrency: { dmz: 1 } }), each)).toBe(6000);
    expect(estimate(makePlanOf(steps, { concurrency: { other: 1 } }), each)).toBe(2000);
  });

  it('batches and plays come one after the other', () => {
    expect(estimate(makePlanOf(steps, { plays: [{ name: 'P', batches: [['a'], ['b', 'c']] }] }), each)).toBe(4000);
    const second = [makeStep('a', 'file:/z', { play: 1 })];
    const plays = [
      { name: 'P', batches: [['a', 'b', 'c']] },
      { name: 'Q', batches: [['a']] },
    ];
    expect(estimate(makePlanOf([...steps, ...second], { plays }), each)).toBe(3000);
  });

  it('are counted where something is known of them, and the last run is told', () => {
    const last = { run: '20260302-050200-a1b2', durationMs: 221_000, changed: 38 };
    const plan = makePlanOf([...steps, makeStep('a', 'reboot:now')]);
    expect(judged(plan, { steps: [each], last })).toEqual({ estimateMs: 2000, steps: 6, last });
  });
});
