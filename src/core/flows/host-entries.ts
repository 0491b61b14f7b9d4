import type { Inventory } from '../inventory.ts';

/** An address with the names that it bears in /etc/hosts. */
export type HostEntry = {
  readonly address: string;
  readonly names: readonly string[];
};

/** One entry for each host and service of the inventory, in written order, for sites without a name service. */
export function hostEntries(inventory: Inventory): readonly HostEntry[] {
  const names = new Map<string, string[]>();
  for (const one of [...inventory.hosts, ...inventory.services]) names.set(one.address, [...(names.get(one.address) ?? []), one.name]);
  return [...names].map(([address, list]) => ({ address, names: list }));
}
