import type { LinkStats } from './channel.ts';
import type { Wire } from './wire.ts';

/** Counts connections, logins and bytes by host. */
export interface LinkCounts {
  /** A connection was made; its bytes are counted from now on. */
  connected(host: string, wire: Wire): void;
  /** A login succeeded. */
  authenticated(host: string): void;
  of(host: string): LinkStats;
}

/** Counts that start at nothing. */
export function linkCounts(): LinkCounts {
  const hosts = new Map<string, { wires: Wire[]; authentications: number }>();
  const entry = (host: string): { wires: Wire[]; authentications: number } => {
    let found = hosts.get(host);
    if (found === undefined) {
      found = { wires: [], authentications: 0 };
      hosts.set(host, found);
    }
    return found;
  };
  return {
    connected: (host, wire) => void entry(host).wires.push(wire),
    authenticated: (host) => void (entry(host).authentications += 1),
    of(host) {
      const { wires, authentications } = hosts.get(host) ?? { wires: [], authentications: 0 };
      return {
        connections: wires.length,
        authentications,
        bytesSent: wires.reduce((sum, wire) => sum + wire.sentBytes(), 0),
        bytesReceived: wires.reduce((sum, wire) => sum + wire.receivedBytes(), 0),
      };
    },
  };
}
