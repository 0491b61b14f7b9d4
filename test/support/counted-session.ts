import type { Session } from '../../src/core/session.ts';
import type { Channel } from '../../src/transport/channel.ts';
import { createSession } from '../../src/transport/shell/session.ts';

/** What a host was sent. */
export interface Sent {
  /** On standard input. */
  readonly bytes: number;
  readonly commandBytes: number;
  readonly flights: number;
}

/**
 * A session that is answered by a host in memory, while a real one is given the same to do: what that writes is counted, and nobody answers it. Its host
 * is deaf, so all waiting there ends with `close`.
 */
export function countedSession(host: Session): { readonly session: Session; sent(): Sent } {
  let sentBytes = 0;
  let commandBytes = 0;
  const deaf: Channel = {
    write: (bytes) => void (sentBytes += Buffer.byteLength(bytes)),
    pour: (bytes) => {
      sentBytes += bytes.length;
      return Promise.resolve();
    },
    onOutput: () => undefined,
    onErrorOutput: () => undefined,
    opened: new Promise(() => undefined),
    ended: new Promise(() => undefined),
    end: () => undefined,
    close: () => undefined,
  };
  const real = createSession(host.host, {
    openChannel: (command) => {
      commandBytes += command.length;
      return Promise.resolve(deaf);
    },
    stats: () => ({ connections: 1, authentications: 1, bytesSent: 0, bytesReceived: 0 }),
    becomePassword: () => undefined,
  });
  const unheard = (work: Promise<unknown>): void => void work.catch(() => undefined);
  return {
    session: {
      host: host.host,
      ask: async (requests, identity) => {
        unheard(real.ask(requests, identity));
        await later();
        return host.ask(requests, identity);
      },
      execute: async (steps, identity, onProgress) => {
        unheard(real.execute(steps, identity, () => undefined));
        await later();
        return host.execute(steps, identity, onProgress);
      },
      bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
      run: async (argv, identity, timeoutMs) => {
        unheard(real.run(argv, identity, timeoutMs));
        await later();
        return host.run(argv, identity, timeoutMs);
      },
      stats: () => ({ ...host.stats(), roundTrips: real.stats().roundTrips }),
      close: async () => {
        await real.close();
        await host.close();
      },
    },
    sent: () => ({ bytes: sentBytes, commandBytes, flights: real.stats().roundTrips }),
  };
}

/** No host answers in the turn of the event loop in which it was asked. */
function later(): Promise<void> {
  return new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
}
