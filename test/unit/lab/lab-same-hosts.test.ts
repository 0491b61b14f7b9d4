import { describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import { checkSameHosts } from '../../../src/lab/lab-same-hosts.ts';
import type { LabState } from '../../../src/lab/lab-state.ts';
import { smallSite } from '../../lab/small-site.ts';

const state: LabState = {
  version: 1,
  name: 'rb',
  folder: '/lab',
  knownHosts: '/lab/known_hosts',
  keyFile: '/lab/key',
  desk: 'rb-desk',
  router: 'rb-router',
  namespaces: [],
  madeNamespaceMount: false,
  services: [],
  bareHosts: [],
  hosts: smallSite.hosts.map((host) => ({
    name: host.name,
    zone: host.zone,
    address: host.address,
    port: host.ssh.port,
    user: host.ssh.user,
    namespace: `rb-${host.name}`,
    folder: '/lab',
    upper: '/lab/upper',
    lower: [],
    rpmFamily: false,
    init: { pid: 1, startTicks: 1 },
  })),
};
const [first] = smallSite.hosts;
const changed = (hosts: Inventory['hosts']): Inventory => ({ ...smallSite, hosts });
const moved = smallSite.hosts.map((host) => (host === first ? { ...host, address: '198.18.20.77' } : host));

function whyRefused(inventory: Inventory): string {
  try {
    checkSameHosts(inventory, state, () => true);
    return 'not refused';
  } catch (error) {
    return error instanceof RunbookError ? error.diagnostics.map((one) => `${one.code} ${one.why}`).join('\n') : String(error);
  }
}

describe('hosts of a lab that is up', () => {
  test('the inventory that it was built from is welcome, and any other while nothing runs', () => {
    expect(() => checkSameHosts(smallSite, state, () => true)).not.toThrow();
    expect(() => checkSameHosts(changed(moved), state, () => false)).not.toThrow();
    expect(() => checkSameHosts(changed(moved), undefined, () => true)).not.toThrow();
  });

  test.each([
    { case: 'a host has another address', hosts: moved, says: '198.18.20.77' },
    {
      case: 'a running host is not in the inventory',
      hosts: smallSite.hosts.slice(1),
      says: `not in this inventory: ${first?.name}`,
    },
  ])('refused when $case', ({ hosts, says }) => {
    expect(whyRefused(changed(hosts))).toContain(says);
  });
});
