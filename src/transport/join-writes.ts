import type { Duplex } from 'node:stream';
import { objectIn, workIn } from './ssh2-insides.ts';

/** Longest content of a packet, in bytes: what OpenSSH takes (channels.h). */
const MOST_BYTES = 32 * 1024;

/**
 * Makes a channel of ssh2 send parts that were written together in packets as full as the other side takes them (RFC 4254, section 5.2), where it would make a packet of each. What is over
 * when the other side's window is used up waits in the channel as its own writes do.
 */
export function joinWrites(channel: Duplex): void {
  const write = workIn(channel, '_write');
  const outgoing = objectIn(channel, 'outgoing');
  if (write === undefined || outgoing === undefined) return;
  const packet = Buffer.allocUnsafe(MOST_BYTES);
  const room = (): number => Math.min(MOST_BYTES, bytesIn(outgoing, 'packetSize'), bytesIn(outgoing, 'window'));
  Reflect.set(channel, '_writev', (written: readonly { readonly chunk: Buffer }[], done: () => void): void => {
    const parts = written.map(({ chunk }) => chunk);
    let used = 0;
    let most = room();
    const send = (): void => {
      // What fits the window is sent, and copied, before this returns.
      if (used > 0) write(packet.subarray(0, used), null, () => undefined);
      used = 0;
      most = room();
    };
    for (const [index, part] of parts.entries()) {
      for (let from = 0; from < part.length;) {
        if (most === 0) {
          write(Buffer.concat([part.subarray(from), ...parts.slice(index + 1)]), null, done);
          return;
        }
        const taken = Math.min(part.length - from, most - used);
        packet.set(part.subarray(from, from + taken), used);
        used += taken;
        from += taken;
        if (used === most) send();
      }
    }
    send();
    done();
  });
}

function bytesIn(holder: object, name: string): number {
  const value: unknown = Reflect.get(holder, name);
  return typeof value === 'number' ? value : 0;
}
