import { expect, test } from 'vitest';
import { expectedTimes, stepsThatDoNotFit, type TimeWindow } from '../../../src/core/time-window.ts';
import { executePlan, type Outcome } from '../../../src/engine/execute-plan.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource } from '../../support/made-resource.ts';

const NAMES = ['a', 'b'];
const SYSCTLS = { x: '0', y: '0', z: '0' };

/** Two hosts, one after the other, with three steps each. */
function twoHosts(): Bench {
  return createBench({
    sessions: NAMES.map((name) => new FakeHost({ name, sysctls: SYSCTLS })),
    items: () => Object.fromEntries(NAMES.map((name) => [name, inPlay(0, madeResource('x'), madeResource('y'), madeResource('z'))])),
    plays: [{ name: 'One after the other', batches: [['a'], ['b']] }],
  });
}

/** What former runs took of each step, by its address, in seconds. */
function window(bench: Bench, seconds: Readonly<Record<string, number>>, deadlineS: number): TimeWindow {
  const former = Object.entries(seconds).map(([address, durationS]) => ({ host: 'old', address, durationMs: durationS * 1000 }));
  const end = new Date(bench.ports.now().getTime() + deadlineS * 1000);
  return { beginBefore: end, endBefore: end, expectMs: expectedTimes(former) };
}

const apply = async (bench: Bench, one: TimeWindow): Promise<Outcome> =>
  executePlan(await bench.plan(), { ...bench.ports, window: one }, bench.pool, () => false);
const done = (bench: Bench): readonly string[] => bench.of('step_done').map(({ host, address }) => `${host} ${address}`);

test('a step that would end after the deadline is not begun, nor what follows it on its host; others go on', async () => {
  const bench = twoHosts();
  const [x = '', y = '', z = ''] = (await bench.plan()).steps.map((step) => step.address);
  const outcome = await apply(bench, window(bench, { [x]: 5, [y]: 100, [z]: 5 }, 60));
  expect(done(bench)).toEqual([`a ${x}`, `b ${x}`]);
  expect([...outcome.hosts.values()].map((one) => one.status)).toEqual(['not_run', 'not_run']);
  expect(outcome.exitCodes).toContain(6);
  expect(outcome.complete).toBe(false);
  expect(bench.of('notice').map((one) => one.text)).toEqual([
    expect.stringMatching(new RegExp(`^${y} is not begun: by former runs it takes about 100 s, and 59 s are left$`, 'u')),
    expect.stringContaining(`${y} is not begun`),
  ]);
});

test('what fits is done, and what nobody knows the time of is begun until the deadline', async () => {
  const bench = twoHosts();
  const [x = ''] = (await bench.plan()).steps.map((step) => step.address);
  const outcome = await apply(bench, window(bench, { [x]: 5 }, 60));
  expect([...outcome.hosts.values()].map((one) => one.status)).toEqual(['ok', 'ok']);
  expect(outcome.exitCodes).not.toContain(6);
  const late = twoHosts();
  const over = await apply(late, window(late, {}, 0));
  expect(done(late)).toEqual([]);
  expect(over.exitCodes).toContain(6);
});

test('before anything is begun it is known what will not fit, batch after batch', async () => {
  const bench = twoHosts();
  const plan = await bench.plan();
  const [x = '', y = '', z = ''] = plan.steps.map((step) => step.address);
  const notFitting = (deadlineS: number): readonly string[] => {
    const one = window(bench, { [x]: 10, [y]: 10, [z]: 10 }, deadlineS);
    return stepsThatDoNotFit(plan, one, new Date(one.beginBefore.getTime() - deadlineS * 1000)).map((step) => step.id);
  };
  expect(notFitting(60)).toEqual([]);
  expect(notFitting(59)).toEqual([`b ${z}`]);
  expect(notFitting(25)).toEqual([`a ${z}`, `b ${x}`, `b ${y}`, `b ${z}`]);
});

test('a guarded step needs the time of its way back too', async () => {
  const bench = createBench({
    sessions: [new FakeHost({ name: 'a', sysctls: SYSCTLS })],
    items: () => ({ a: inPlay(0, madeResource('x', { labels: ['guarded'] }), madeResource('y')) }),
  });
  const former = [{ host: 'a', address: 'other', durationMs: 1 }];
  const steps = (await bench.plan()).steps;
  const took = steps.map(({ host, address }) => ({ host, address, durationMs: 2000 }));
  expect(steps.map(expectedTimes([...former, ...took], 60))).toEqual([62_000, 2000]);
});

test('a host that waits for its turn begins nothing after Ctrl-C', async () => {
  const bench = createBench({
    sessions: NAMES.map((name) => new FakeHost({ name, sysctls: SYSCTLS })),
    items: () => Object.fromEntries(NAMES.map((name) => [name, inPlay(0, madeResource('x'))])),
    forks: 1,
  });
  const outcome = await bench.apply(await bench.plan(), () => bench.of('step_done').length > 0);
  expect([...outcome.hosts.values()].map((one) => one.status)).toEqual(['ok', 'not_run']);
  expect(outcome.exitCodes).toContain(130);
});
