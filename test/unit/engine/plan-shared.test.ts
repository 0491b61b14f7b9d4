import { expect, test } from 'vitest';
import type { Resource } from '../../../src/core/resource.ts';
import { createGatherer } from '../../../src/engine/gather.ts';
import { planHost, type HostPlan } from '../../../src/engine/plan-host.ts';
import { directory } from '../../../src/resources/directory.ts';
import { file } from '../../../src/resources/file.ts';
import { line } from '../../../src/resources/line.ts';
import { sysctl } from '../../../src/resources/sysctl.ts';
import { bindResource } from '../../support/bind.ts';
import { inPlay } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import type { FakeHostOptions } from '../../support/fake-host-options.ts';
import { fakeFile } from '../../support/fake-model.ts';
import { noSecrets } from '../../support/no-secrets.ts';

/** What several hosts get: each call makes other objects. */
const resources = (): readonly Resource[] => [
  bindResource(directory, { path: '/etc/site', mode: '0750' }),
  bindResource(file, { path: '/etc/motd', content: 'Authorised use only.\n' }),
  bindResource(file, { path: '/etc/sudoers.d/ops', content: 'ops ALL=(ALL) ALL\n', mode: '0440' }),
  bindResource(line, { path: '/etc/login.defs', name: 'umask', regex: '^UMASK', line: 'UMASK 027' }),
  bindResource(file, { path: '/root/.ssh/authorized_keys', content: 'ssh-ed25519 AAAA\n', mode: '0600' }),
  bindResource(sysctl, { name: 'net.ipv4.ip_forward', value: 1 }),
];

const host = (files: FakeHostOptions['files'] = {}, forward = '0'): FakeHostOptions => ({
  files: { '/etc/login.defs': fakeFile('# nothing\n', '0644'), ...files },
  sysctls: { 'net.ipv4.ip_forward': forward },
});
const hosts: readonly (readonly [name: string, options: FakeHostOptions, account: string])[] = [
  ['blank', host(), 'ops'],
  ['also blank', host(), 'ops'],
  ['entered by another account', host(), 'root'],
  ['with another text', host({ '/etc/motd': fakeFile('old\n', '0644') }, '1'), 'ops'],
  ['with another mode', host({ '/etc/motd': fakeFile('Authorised use only.\n', '0600') }, '1'), 'ops'],
  ['with a private text', host({ '/etc/sudoers.d/ops': fakeFile('old\n', '0440') }), 'ops'],
  ['with the same private text', host({ '/etc/sudoers.d/ops': fakeFile('old\n', '0440') }), 'ops'],
  ['with another line', host({ '/etc/login.defs': fakeFile('UMASK 022\n', '0644') }), 'ops'],
];

async function planEach(resourcesOf: () => readonly Resource[]): Promise<readonly HostPlan[]> {
  const plans: HostPlan[] = [];
  for (const [name, options, account] of hosts) {
    const gatherer = createGatherer(new FakeHost(options));
    plans.push(await planHost(name, inPlay(0, ...resourcesOf()), gatherer, { ...noSecrets, accountsOf: () => [account] }));
  }
  return plans;
}

test('hosts that share their resources are planned as if each had its own', async () => {
  const shared = resources().map((one): Resource => ({ ...one, isShared: true }));
  const own = await planEach(resources);
  expect(own.map((plan) => plan.steps.length)).not.toContain(0);
  expect(await planEach(() => shared)).toEqual(own);
  expect(await planEach(() => shared)).toEqual(own);
});

test('what hosts that look alike have in common is one object', async () => {
  const shared = resources().map((one): Resource => ({ ...one, isShared: true }));
  const [blank, alike, , another] = await planEach(() => shared);
  const guardsOf = (plan: HostPlan | undefined): readonly unknown[] => plan?.steps.map((step) => step.guard) ?? [];
  expect(guardsOf(alike).map((guard, place) => guard === guardsOf(blank)[place])).toEqual(guardsOf(blank).map(() => true));
  expect(guardsOf(another).some((guard) => guardsOf(blank).includes(guard))).toBe(true);
  expect(guardsOf(another)[1]).not.toEqual(guardsOf(blank)[1]);
});
