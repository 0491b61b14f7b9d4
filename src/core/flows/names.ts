import type { Flow, Host, Inventory, PortRange, Service } from '../inventory.ts';
import { oncePer } from '../once-per.ts';
import { networkContains, parseNetwork } from './ipv4.ts';

/** What the names of one side of a flow stand for. */
export interface Side {
  /** Hosts named by themselves, by a group, by `all`, or by their zone; in the order of the inventory. */
  readonly hosts: readonly Host[];
  readonly hasHost: (host: Host) => boolean;
  /** Hosts that are named otherwise than by their zone. */
  readonly named: readonly Host[];
  /** Networks of the named zones. */
  readonly networks: readonly string[];
  readonly services: readonly Service[];
}

/** By the list of names: each host asks for what the same flows are. */
const sidesOf = oncePer((inventory: Inventory) => oncePer((names: readonly string[]) => findSide(inventory, names)));

/** Finds what the names of a flow stand for. A name that nothing bears stands for nothing: validation reports it. */
export function resolveNames(inventory: Inventory, names: readonly string[]): Side {
  return sidesOf(inventory)(names);
}

function findSide(inventory: Inventory, names: readonly string[]): Side {
  const zones = inventory.zones.filter((zone) => names.includes(zone.name));
  const members = new Set(names.flatMap((name) => inventory.groups.find((group) => group.name === name)?.hosts ?? [name]));
  const isNamed = (host: Host): boolean => names.includes('all') || members.has(host.name);
  const hosts = inventory.hosts.filter((host) => isNamed(host) || zones.some((zone) => zone.name === host.zone));
  const among = new Set(hosts);
  return {
    hosts,
    hasHost: (host) => among.has(host),
    named: inventory.hosts.filter(isNamed),
    networks: zones.flatMap((zone) => zone.cidrs),
    services: inventory.services.filter((service) => names.includes(service.name)),
  };
}

/** Addresses and networks of a side, each once: networks of zones, then hosts that are not covered by them, then services. */
export const sideNetworks: (side: Side) => readonly string[] = oncePer(findNetworks);

function findNetworks(side: Side): readonly string[] {
  const outer = side.networks.flatMap((text) => parseNetwork(text) ?? []);
  const isCovered = (address: string): boolean => {
    const network = parseNetwork(address);
    return network !== undefined && outer.some((one) => networkContains(one, network));
  };
  const single = [...side.named.map((host) => host.address), ...side.services.map((service) => service.address)];
  return [...new Set([...side.networks, ...single.filter((address) => !isCovered(address))])];
}

/** Name of the zone in whose networks the address lies. */
export function zoneOfAddress(inventory: Inventory, address: string): string | undefined {
  const network = parseNetwork(address);
  if (network === undefined) return undefined;
  return inventory.zones.find((zone) =>
    zone.cidrs.some((cidr) => {
      const outer = parseNetwork(cidr);
      return outer !== undefined && networkContains(outer, network);
    }),
  )?.name;
}

/** The ports of one protocol as nftables and people write them: `80`, `2379-2380`. */
export function portTexts(flow: Flow, protocol: PortRange['protocol']): string[] {
  return flow.ports
    .filter((range) => range.protocol === protocol)
    .map((range) => (range.first === range.last ? String(range.first) : `${range.first}-${range.last}`));
}

/** The purpose of a flow with the client's approval number, for comments in what is derived from it. */
export function flowComment(flow: Flow): string {
  return flow.ticket === undefined ? flow.purpose : `${flow.purpose} (${flow.ticket})`;
}

const hostsByName = oncePer((inventory: Inventory) => new Map(inventory.hosts.map((host) => [host.name, host])));

/** The host of that name. */
export function findHost(inventory: Inventory, name: string): Host | undefined {
  return hostsByName(inventory).get(name);
}
