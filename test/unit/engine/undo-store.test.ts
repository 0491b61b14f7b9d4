import { expect, test } from 'vitest';
import type { Identity } from '../../../src/core/resource.ts';
import { createGatherer } from '../../../src/engine/gather.ts';
import { planHost } from '../../../src/engine/plan-host.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { noSecrets } from '../../support/no-secrets.ts';
import { motd, start } from '../../support/undo-case.ts';

test.each<[string, Identity, string, boolean]>([
  ['root by sudo', { become: 'root', method: 'sudo' }, 'uid=1000', true],
  ['another by sudo', { become: 'app', method: 'sudo' }, 'uid=0', false],
  ['the login account, which is root', 'login', 'uid=0', true],
  ['the login account, which is not', 'login', 'hostname=x\nuid=1000\n', false],
  ['the login account, of which nothing is known', 'login', 'hostname=x', true],
])('a step that runs as %s', async (_name, identity, facts, isUndone) => {
  const host = new FakeHost({ ...start, facts });
  const { steps } = await planHost('h1', [{ play: 0, resource: { ...motd, identity } }], createGatherer(host), noSecrets);
  expect(steps.map((step) => [step.undo !== undefined, step.labels.includes('reversible'), step.warning !== undefined])).toEqual([
    [isUndone, isUndone, !isUndone],
  ]);
});
