import type { Transport } from '../core/session.ts';
import type { Links } from './channel.ts';
import { createSession } from './shell/session.ts';

/** Sessions over links: each host gets a framed shell for each account, opened when it is first needed. */
export function createTransport(links: Links, becomePassword: () => string | undefined): Transport {
  return {
    open: async (host) => {
      await links.enter(host);
      return createSession(host, {
        openChannel: (command) => links.openChannel(host, command),
        stats: () => links.stats(host),
        becomePassword,
      });
    },
    close: () => links.close(),
  };
}
