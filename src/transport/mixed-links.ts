import type { Links } from './channel.ts';

/** Links that reach some hosts without a network and the others over SSH. */
export function mixedLinks(isLocal: (host: string) => boolean, local: Links, ssh: Links): Links {
  const of = (host: string): Links => (isLocal(host) ? local : ssh);
  return {
    enter: (host) => of(host).enter(host),
    openChannel: (host, command) => of(host).openChannel(host, command),
    openLane: (host, command) => of(host).openLane(host, command),
    stats: (host) => of(host).stats(host),
    anew: () => mixedLinks(isLocal, local.anew(), ssh.anew()),
    forget: (host) => of(host).forget(host),
    close: async () => {
      await Promise.all([local.close(), ssh.close()]);
    },
  };
}
