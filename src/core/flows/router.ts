import type { Inventory } from '../inventory.ts';
import { flowComment, resolveNames, sideNetworks, zoneOfAddress } from './names.ts';

/** What a site's router must let through from one zone to another. */
export type RouterRule = {
  readonly from_zone: string;
  readonly to_zone: string;
  /** IPv4 addresses and networks. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly protocol: 'tcp' | 'udp';
  /** First and last destination port, inclusive. */
  readonly first: number;
  readonly last: number;
  readonly comment: string;
};

/**
 * The rules of the router between the zones. Traffic within a zone does not pass it. What goes over a tunnel passes it as the tunnel's own packets.
 */
export function routerRules(inventory: Inventory): readonly RouterRule[] {
  return inventory.flows
    .filter((flow) => flow.over === undefined)
    .flatMap((flow) => {
      const to = byZone(inventory, sideNetworks(resolveNames(inventory, flow.to)));
      const from = byZone(inventory, sideNetworks(resolveNames(inventory, flow.from)));
      return [...from].flatMap(([fromZone, sources]) =>
        [...to]
          .filter(([toZone]) => toZone !== fromZone)
          .flatMap(([toZone, targets]) =>
            flow.ports.map((range) => ({
              from_zone: fromZone,
              to_zone: toZone,
              from: sources,
              to: targets,
              protocol: range.protocol,
              first: range.first,
              last: range.last,
              comment: flowComment(flow),
            })),
          ),
      );
    });
}

function byZone(inventory: Inventory, networks: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const zones = new Map<string, string[]>();
  for (const network of networks) {
    const zone = zoneOfAddress(inventory, network) ?? '';
    zones.set(zone, [...(zones.get(zone) ?? []), network]);
  }
  return zones;
}
