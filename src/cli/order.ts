import { memberCounts, plannedFlows } from '../core/flows/planned-flows.ts';
import { batchesOf, isInPlay, maxFailuresOf, playHosts, selectHosts, type Site } from '../definition/site.ts';
import type { Identity } from '../core/resource.ts';
import type { Order } from '../engine/ports.ts';
import { basename } from 'node:path';
import { FORKS, type SiteOptions } from './options.ts';
import { versionOf } from './version.ts';

/** What the engine is to plan: the playbook's plays, their hosts within the limit, cut into batches. */
export function orderOf(site: Site, options: SiteOptions, operator: string): Order {
  const { inventory, playbook } = site;
  const limit = options.limit === undefined ? undefined : new Set(selectHosts(inventory, options.limit));
  const plays = playbook.plays.map((play) => {
    const hosts = playHosts(inventory, play).filter((host) => limit?.has(host) ?? true);
    const maxFailures = maxFailuresOf(play, hosts);
    return { name: play.name, batches: batchesOf(play, hosts), ...(maxFailures === undefined ? {} : { maxFailures }) };
  });
  const chosen = new Set(plays.flatMap((play) => play.batches.flat()));
  const scope = inventory.hosts.map((host) => host.name).filter((host) => chosen.has(host));
  return {
    playbook: playbook.file,
    inventory: basename(inventory.folder),
    hosts: inventory.hosts.map(({ name, zone, via, address, groups }) => ({ name, zone, via, address, groups })),
    scope,
    flows: plannedFlows(inventory, scope),
    sizes: memberCounts(inventory),
    plays,
    forks: options.forks ?? FORKS,
    origin: { operator, version: versionOf(), files: {}, marks: {}, options: {} },
    identities: {},
    ...(inventory.guardSeconds === undefined ? {} : { guardSeconds: inventory.guardSeconds }),
    concurrency: Object.fromEntries(
      inventory.zones.flatMap((zone) => (zone.concurrency === undefined ? [] : [[zone.name, zone.concurrency]])),
    ),
  };
}

/** The account under which a host is asked for its facts: the one of the first play that it is in, so that one shell serves for all. */
export function factsIdentity(site: Site, host: string, options: SiteOptions): Identity {
  const play = site.playbook.plays.find((one) => isInPlay(site.inventory, one, host));
  const isBecome = options.become ?? play?.become.become ?? false;
  if (!isBecome) return 'login';
  return { become: options.becomeUser ?? play?.become.user ?? 'root', method: options.becomeMethod ?? play?.become.method ?? 'sudo' };
}
