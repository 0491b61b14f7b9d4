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
