import type { Transport } from '../core/session.ts';
import type { Links } from './channel.ts';
import { createSession } from './shell/session.ts';
import { laneBudget } from './transfer-lanes.ts';

/** Sessions over links: each host gets a framed shell for each account, opened when it is first needed. */
export function createTransport(links: Links, becomePassword: () => string | undefined): Transport {
  const lanes = laneBudget();
  return {
    open: (host, onEntered) => {
      // Whoever asks something of the session learns why it was not entered.
      links.enter(host).then(onEntered, () => undefined);
      const session = createSession(host, {
        openChannel: (command) => links.openChannel(host, command),
        further: { openLane: (command) => links.openLane(host, command), lanes },
        stats: () => links.stats(host),
        becomePassword,
      });
      return Promise.resolve(session);
    },
    openAnew: async (host, behind) => {
      const own = links.anew();
      const session = createSession(host, {
        openChannel: (command) => own.openChannel(host, command),
        stats: () => own.stats(host),
        becomePassword,
      });
      const close = async (): Promise<void> => {
        await session.close();
        await own.close();
      };
      try {
        await own.enter(host);
        await Promise.all(behind.map((other) => own.enter(other)));
        return { ...session, close };
      } catch (error) {
        await close();
        throw error;
      }
    },
    forget: (host) => links.forget(host),
    close: () => links.close(),
  };
}
