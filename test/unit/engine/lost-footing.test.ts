import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/core/plan.ts';
import { lostFooting } from '../../../src/engine/lost-footing.ts';
import type { PastStep } from '../../../src/engine/past-run.ts';
import { makeStep } from '../../support/make-step.ts';

const past = (step: Step): PastStep => ({ step, stage: 1, place: 0, outcome: 'changed', kept: true });
const swap = makeStep('cp-1', 'swap');
const elsewhere = makeStep('cp-2', 'swap');
const node = makeStep('cp-1', 'kubeadm_node:site', { labels: ['disruptive'] });
const motd = makeStep('cp-1', 'file:/etc/motd');

describe('a change that stays without what it was built on', () => {
  const said = (ran: readonly Step[], going: readonly Step[], staying: Step) => {
    const steps = ran.map(past);
    const found = steps.find((one) => one.step === staying);
    if (found === undefined) throw new Error('the step did not run');
    return lostFooting('cp-1', steps, { steps: going, staying: [{ past: found, why: 'by hand' }] });
  };

  test('is warned of, with what was done before it on that host and goes', () => {
    const [first, ...more] = said([elsewhere, swap, node, motd], [motd, swap], node);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ code: 'RB3033', severity: 'warning', host: 'cp-1', address: 'kubeadm_node:site' });
    expect(first?.what).toMatch(/: swap$/u);
  });

  test('is not where only later steps go, or nothing does', () => {
    expect(said([node, motd], [motd], node)).toEqual([]);
    expect(said([swap, node], [], node)).toEqual([]);
  });

  test('is not where it interrupts nothing, as a package', () => {
    const package_ = makeStep('cp-1', 'package:jq');
    expect(said([swap, package_], [swap], package_)).toEqual([]);
  });

  test('names six and counts the others', () => {
    const many = Array.from({ length: 9 }, (_, index) => makeStep('cp-1', `file:/etc/${index}`));
    expect(said([...many, node], many, node)[0]?.what).toMatch(/file:\/etc\/5 and 3 more$/u);
  });
});
