import type { Inventory } from '../inventory.ts';
import type { FlowEnd, PlannedFlow } from '../plan.ts';
import { portTexts, resolveNames } from './names.ts';

/** The flows that begin or end at one of the hosts, with what their names stand for: as much of the contract as a plan about these hosts needs. */
export function plannedFlows(inventory: Inventory, hosts: readonly string[]): readonly PlannedFlow[] {
  const scope = new Set(hosts);
  const end = (names: readonly string[]): FlowEnd => ({ names, hosts: resolveNames(inventory, names).hosts.map((host) => host.name) });
  return inventory.flows
    .map((flow): PlannedFlow => ({
      from: end(flow.from),
      to: end(flow.to),
      ports: (['tcp', 'udp'] as const).flatMap((protocol) => portTexts(flow, protocol).map((text) => `${text}/${protocol}`)),
      ...(flow.over === undefined ? {} : { over: flow.over }),
      purpose: flow.purpose,
      ...(flow.ticket === undefined ? {} : { ticket: flow.ticket }),
    }))
    .filter((flow) => [...flow.from.hosts, ...flow.to.hosts].some((host) => scope.has(host)));
}

/** How many hosts each zone and each group has, by name. Names of zones and groups are unique together. */
export function memberCounts(inventory: Inventory): Readonly<Record<string, number>> {
  const zones = inventory.zones.map((zone) => [zone.name, inventory.hosts.filter((host) => host.zone === zone.name).length] as const);
  return Object.fromEntries([...zones, ...inventory.groups.map((group) => [group.name, group.hosts.length] as const)]);
}
