import { expect, test } from 'vitest';
import { batchesOf, maxFailuresOf } from '../../../src/definition/site.ts';

const hosts = ['a', 'b', 'c', 'd', 'e'];

test.each([
  [[], [hosts]],
  [[{ count: 1 }], [['a'], ['b'], ['c'], ['d'], ['e']]],
  [[{ count: 2 }], [['a', 'b'], ['c', 'd'], ['e']]],
  [
    [{ count: 1 }, { count: 3 }],
    [['a'], ['b', 'c', 'd'], ['e']],
  ],
  [[{ percent: 40 }], [['a', 'b'], ['c', 'd'], ['e']]],
  [[{ percent: 1 }], [['a'], ['b'], ['c'], ['d'], ['e']]],
  [[{ count: 9 }], [hosts]],
])('serial %j', (serial, batches) => {
  expect(batchesOf({ serial }, hosts)).toEqual(batches);
  expect(batchesOf({ serial }, [])).toEqual([]);
});

test.each([
  [undefined, 3, undefined],
  [{ percent: 0 }, 3, 0],
  [{ percent: 33 }, 3, 0],
  [{ percent: 34 }, 3, 1],
  [{ percent: 50 }, 2, 1],
  [{ percent: 100 }, 4, 4],
  [{ count: 0 }, 3, 0],
  [{ count: 1 }, 3, 1],
])('of %j of %i hosts may fail', (maxFailures, count, failures) => {
  expect(maxFailuresOf(maxFailures === undefined ? {} : { maxFailures }, hosts.slice(0, count))).toBe(failures);
});
