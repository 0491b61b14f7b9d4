import type { Flow, Host, Inventory } from '../../src/core/inventory.ts';
import type { JsonObject } from '../../src/core/json.ts';

function host(name: string, zone: string, address: string, groups: readonly string[], vars: JsonObject = {}): Host {
  return {
    name,
    zone,
    address,
    groups,
    via: zone === 'mgmt' ? [] : ['bastion'],
    ssh: { user: 'ops', port: 22, keys: [], agent: false },
    hostKeys: [],
    vars,
  };
}

function flow(from: string, to: string, port: number, over?: string): Flow {
  return {
    from: [from],
    to: [to],
    ports: [{ protocol: 'tcp', first: port, last: port }],
    purpose: `${from} to ${to}`,
    ...(over === undefined ? {} : { over }),
  };
}

/** A site in little: a bastion, and behind it one host of each family. */
export const smallSite: Inventory = {
  name: 'small',
  folder: '/nowhere',
  lab: true,
  zones: [
    { name: 'outside', cidrs: ['198.18.1.0/24'], via: [], online: true },
    { name: 'mgmt', cidrs: ['198.18.20.0/24'], via: [], online: true },
    { name: 'internal', cidrs: ['198.18.30.0/24'], via: ['bastion'], online: false },
  ],
  hosts: [
    host('bastion', 'mgmt', '198.18.20.10', []),
    host('inner', 'internal', '198.18.30.11', ['worker'], { portal_port: 8080 }),
    host('el', 'internal', '198.18.30.12', ['rpm_family']),
  ],
  groups: [
    { name: 'worker', hosts: ['inner'] },
    { name: 'rpm_family', hosts: ['el'] },
  ],
  services: [{ name: 'packages', address: '198.18.20.2' }],
  flows: [
    flow('outside', 'bastion', 22),
    flow('bastion', 'internal', 22),
    flow('internal', 'packages', 80),
    flow('outside', 'worker', 8080, 'wg0'),
  ],
};
