import { expect, test } from 'vitest';
import { executePlan } from '../../../src/engine/execute-plan.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource } from '../../support/made-resource.ts';

const twoHosts = (): Bench =>
  createBench({
    sessions: ['a', 'b'].map((name) => new FakeHost({ name, sysctls: { x: '0' } })),
    items: () => ({ a: inPlay(0, madeResource('x', {})), b: inPlay(0, madeResource('x', {})) }),
  });

test('no host begins a step before it is on record that it was sent', async () => {
  const bench = twoHosts();
  const plan = await bench.plan();
  let [isRecorded, asked] = [false, 0];
  const begun: boolean[] = [];
  const ports = {
    ...bench.ports,
    recorded: async () => {
      asked += 1;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      isRecorded = true;
    },
    emit: (event: Parameters<typeof bench.ports.emit>[0]): void => {
      if (event.event === 'step_started') begun.push(isRecorded);
    },
  };
  const outcome = await executePlan(plan, ports, bench.pool, () => false);
  expect([...outcome.hosts.values()].map(({ status }) => status)).toEqual(['ok', 'ok']);
  expect({ begun, asked }).toEqual({ begun: [true, true], asked: 2 });
});

test('a host whose steps cannot be put on record begins none', async () => {
  const bench = twoHosts();
  const begun: string[] = [];
  const ports = {
    ...bench.ports,
    recorded: () => Promise.reject(new Error('no room')),
    emit: (event: Parameters<typeof bench.ports.emit>[0]): void => {
      if (event.event === 'step_started') begun.push(event.host);
    },
  };
  await expect(executePlan(await bench.plan(), ports, bench.pool, () => false)).rejects.toThrow('no room');
  expect(begun).toEqual([]);
});
