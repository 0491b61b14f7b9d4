import type { Facts } from '../core/facts.ts';
import type { Host, Inventory } from '../core/inventory.ts';
import { Undecided } from './undecided.ts';

/** What a host is in templates and expressions. */
function viewHost(host: Host): Readonly<Record<string, unknown>> {
  return { name: host.name, address: host.address, zone: host.zone, groups: host.groups, via: host.via, vars: host.vars };
}

/** What templates and expressions see besides variables and functions, the same for every task of a site. */
export interface SiteRoots {
  /** `host`, `facts`, `groups`, `hosts` and `inventory` for one host. */
  of(host: Host, facts: Facts | undefined): Readonly<Record<string, unknown>>;
}

/** Names that every template and expression has. */
export const rootNames = ['host', 'facts', 'groups', 'hosts', 'inventory', 'vars'] as const;

/** Prepares what the hosts of an inventory see of it. */
export function createSiteRoots(inventory: Inventory): SiteRoots {
  const views = new Map(inventory.hosts.map((host) => [host.name, viewHost(host)]));
  const listed = (names: readonly string[]): readonly unknown[] => names.flatMap((name) => views.get(name) ?? []);
  const hosts = Object.fromEntries(views);
  const groups: Readonly<Record<string, unknown>> = Object.fromEntries<unknown>([
    ['all', [...views.values()]],
    ...inventory.groups.map((group): readonly [string, unknown] => [group.name, listed(group.hosts)]),
  ]);
  const site = {
    name: inventory.name,
    lab: inventory.lab,
    zones: Object.fromEntries(
      inventory.zones.map((zone) => [zone.name, { name: zone.name, cidrs: zone.cidrs, via: zone.via, online: zone.online }]),
    ),
    services: Object.fromEntries(inventory.services.map((service) => [service.name, { name: service.name, address: service.address }])),
  };
  return {
    of: (host, facts) => ({ host: views.get(host.name), facts: facts ?? unknownFacts(host.name), groups, hosts, inventory: site }),
  };
}

/** Stands for the facts of a host that was not asked: looking at any is undecided. */
function unknownFacts(host: string): object {
  const facts = {};
  for (const name of [
    'hostname',
    'kernel',
    'architecture',
    'os',
    'package_manager',
    'service_manager',
    'boot_id',
    'cpus',
    'memory_mb',
    'clock_s',
    'default_interface',
  ]) {
    Object.defineProperty(facts, name, {
      enumerable: true,
      get: () => {
        throw new Undecided({ kind: 'unknown', until: `facts of ${host}` });
      },
    });
  }
  return facts;
}
