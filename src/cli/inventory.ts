import { EXIT } from '../core/exit-code.ts';
import { selectHosts } from '../definition/site.ts';
import { renderInventoryList } from '../report/inventory-list.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { openInventory } from './open-inventory.ts';
import type { SiteOptions } from './options.ts';

/** `runbook inventory list`: the hosts by zone, and how each is reached. */
export function inventoryList(io: Io, options: SiteOptions): Promise<number> {
  const { inventory } = openInventory(io, options);
  const chosen = options.limit === undefined ? undefined : new Set(selectHosts(inventory, options.limit));
  const hosts = inventory.hosts.filter((host) => chosen?.has(host.name) ?? true);
  if (options.format === 'json') {
    for (const { name, zone, address, via, groups } of hosts) io.stdout.write(`${JSON.stringify({ name, zone, address, via, groups })}\n`);
  } else {
    io.stdout.write(renderInventoryList({ ...inventory, hosts }, { color: colorOf(io, io.stdout), width: widthOf(io) }));
  }
  return Promise.resolve(EXIT.done);
}
