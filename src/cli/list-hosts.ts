import { orderOf } from './order.ts';
import type { Io } from './io.ts';
import type { OpenSite } from './open-site.ts';
import type { SiteOptions } from './options.ts';

/** Prints the hosts of each play, for `--list-hosts`. */
export function listHosts(io: Io, open: OpenSite, options: SiteOptions): void {
  for (const play of orderOf(open.site, options, io.user).plays) {
    const hosts = play.batches.flat();
    io.stdout.write(`${play.name} (${hosts.length})\n${hosts.map((host) => `  ${host}\n`).join('')}`);
  }
}
