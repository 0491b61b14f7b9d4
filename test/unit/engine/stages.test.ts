import { expect, test } from 'vitest';
import { createBench, inPlay } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource, valueOutput } from '../../support/made-resource.ts';

test('a plan ends where an unknown decides what is to be done, and the next stage goes on from there', async () => {
  const a = new FakeHost({ name: 'a', sysctls: { version: '0', old: '0', fresh: '0', last: '0' } });
  const version = madeResource('version', { value: '2', outputs: { version: valueOutput('version') } });
  const bench = createBench({
    sessions: [a],
    items: (outputs) => {
      const known = outputs('a', 'made:version', 'version');
      if (known === undefined)
        return {
          a: [
            ...inPlay(0, version),
            { play: 0, deferred: { task: 'Configure', until: 'made:version' } },
            ...inPlay(0, madeResource('last')),
          ],
        };
      return { a: inPlay(0, version, madeResource(known === '2' ? 'fresh' : 'old'), madeResource('last')) };
    },
  });
  const first = await bench.plan(1);
  expect(first.stageEnds).toEqual([{ host: 'a', task: 'Configure', until: 'made:version' }]);
  expect(first.steps.map((step) => step.address)).toEqual(['made:version']);
  expect((await bench.apply(first)).complete).toBe(true);

  const second = await bench.plan(2);
  expect([second.stage, second.stageEnds]).toEqual([2, []]);
  expect(second.steps.map((step) => step.address)).toEqual(['made:fresh', 'made:last']);
  expect(second.hosts).toMatchObject([{ unchanged: 1 }]);
  expect((await bench.apply(second)).complete).toBe(true);
  expect(Object.fromEntries(a.model.sysctls)).toEqual({ version: '2', old: '0', fresh: '1', last: '1' });
});
