import { expect, test } from 'vitest';
import type { Resource } from '../../../src/core/resource.ts';
import { stateFolderOf } from '../../../src/definition/resolve-instance.ts';

function touching(...footprint: readonly string[]): Resource {
  return {
    address: 'x:y',
    type: 'x',
    task: 'x',
    identity: 'login',
    footprint,
    labels: [],
    desired: {},
    outputs: {},
    demands: {},
    observe: async () => Promise.resolve({}),
    converge: () => ({ actions: [], predictions: [] }),
  };
}

test.each([
  ['path:/var/lib/runbook', '/var/lib/runbook'],
  ['path:/var/lib/runbook/undo/1', '/var/lib/runbook'],
  ['path:/run/runbook/lock', '/run/runbook'],
  ['path:/etc/../run//runbook/lock', '/run/runbook'],
  ['path:/var/lib/runbook-data', undefined],
  ['path:/var/lib', undefined],
  ['unit:/run/runbook', undefined],
])('%s lies in %s', (entry, folder) => {
  expect(stateFolderOf(touching('unit:web', entry))).toBe(folder);
});
