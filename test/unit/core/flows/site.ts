import type { Flow, Group, Host, Inventory, PortRange, Service, Zone } from '../../../../src/core/inventory.ts';
import type { JsonObject } from '../../../../src/core/json.ts';

/** Ports as the inventory writes them: `80/tcp`, `2379-2380/tcp`. */
export function ports(...texts: readonly string[]): readonly PortRange[] {
  return texts.map((text) => {
    const [range = '', protocol = ''] = text.split('/');
    const [first = '', last = first] = range.split('-');
    return { protocol: protocol === 'udp' ? 'udp' : 'tcp', first: Number(first), last: Number(last) };
  });
}

export function host(
  name: string,
  zone: string,
  address: string,
  groups: readonly string[] = [],
  vars: JsonObject = {},
  via: readonly string[] = [],
): Host {
  return { name, zone, address, groups, via, vars, hostKeys: [], ssh: { user: 'ops', port: 22, keys: [], agent: false } };
}

const wg = (address: string): JsonObject => ({ wg: { address, port: 51820 } });
const zone = (name: string, cidr: string, via: readonly string[] = []): Zone => ({ name, cidrs: [cidr], via, online: true });

export const hosts: readonly Host[] = [
  host('bastion', 'mgmt', '192.0.2.10'),
  host('relay-1', 'dmz', '198.51.100.11', ['relay'], wg('10.77.0.1/24'), ['bastion']),
  host('relay-2', 'dmz', '198.51.100.12', ['relay'], wg('10.77.0.2/24'), ['bastion']),
  host('cp-1', 'internal', '203.0.113.11', ['control_plane', 'gateway'], wg('10.77.0.11/24'), ['bastion']),
  host('cp-2', 'internal', '203.0.113.12', ['control_plane'], {}, ['bastion']),
  host('worker-1', 'internal', '203.0.113.21', ['worker'], {}, ['bastion']),
];

export const flows: readonly Flow[] = [
  { from: ['outside'], to: ['bastion'], ports: ports('22/tcp'), purpose: 'administration' },
  { from: ['bastion'], to: ['dmz', 'internal'], ports: ports('22/tcp'), purpose: 'administration' },
  { from: ['outside'], to: ['relay'], ports: ports('80/tcp'), purpose: 'portal', ticket: 'SEC-1042' },
  { from: ['gateway'], to: ['relay'], ports: ports('51820/udp'), purpose: 'tunnel wg0' },
  { from: ['relay'], to: ['worker'], ports: ports('8080/tcp'), over: 'wg0', purpose: 'portal service' },
  { from: ['relay'], to: ['control_plane'], ports: ports('6443/tcp'), over: 'wg0', purpose: 'cluster API' },
  { from: ['control_plane'], to: ['control_plane'], ports: ports('2379-2380/tcp'), purpose: 'etcd' },
  { from: ['dmz', 'internal'], to: ['packages'], ports: ports('80/tcp'), purpose: 'packages' },
];

const groups: readonly Group[] = ['relay', 'control_plane', 'gateway', 'worker'].map((name) => ({
  name,
  hosts: hosts.filter((one) => one.groups.includes(name)).map((one) => one.name),
}));
const services: readonly Service[] = [{ name: 'packages', address: '192.0.2.2' }];

/** A site with one tunnel: relays in the DMZ, a gateway in the internal zone. */
export function site(changes: Partial<Inventory> = {}): Inventory {
  return {
    name: 'test',
    folder: '/inventory/test',
    lab: false,
    zones: [
      zone('outside', '100.64.1.0/24'),
      zone('mgmt', '192.0.2.0/24'),
      zone('dmz', '198.51.100.0/24', ['bastion']),
      zone('internal', '203.0.113.0/24', ['bastion']),
    ],
    hosts,
    groups,
    services,
    flows,
    ...changes,
  };
}
