import { connect, createServer, type Socket } from 'node:net';
import { portOf } from './ssh-server.ts';

/** A TCP proxy that stands for a long way, and keeps what the client sent. */
export interface DelayProxy {
  readonly port: number;
  /** What came from clients so far, one buffer a connection. */
  sent(): readonly Buffer[];
  /** The sizes of the pieces in which it came, in bytes, one list a connection. */
  pieces(): readonly (readonly number[])[];
  close(): void;
}

/**
 * Leads to a port on 127.0.0.1, a round trip of `rttMs` away: each piece arrives half of it later, and the connection is there for the server one and a half
 * after the client asked for it, as it is for a TCP handshake. Systems acknowledge at once here, whatever the delay: what waits for that is not seen.
 */
export async function delayProxy(port: number, rttMs: number): Promise<DelayProxy> {
  const open = new Set<Socket>();
  const sent: Buffer[][] = [];
  const server = createServer({ noDelay: true }, (near) => {
    const there = performance.now() + 1.5 * rttMs;
    const pieces: Buffer[] = [];
    sent.push(pieces);
    const early: Buffer[] = [];
    let far: Socket | undefined;
    near.on('data', (bytes: Buffer) => {
      pieces.push(bytes);
      if (far === undefined) early.push(bytes);
      else later(far, bytes, rttMs / 2);
    });
    near.on('error', () => undefined);
    open.add(near);
    setTimeout(() => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      far = socket;
      open.add(socket);
      for (const bytes of early) later(socket, bytes, there - performance.now());
      socket.on('data', (bytes: Buffer) => later(near, bytes, rttMs / 2));
      socket.on('error', () => undefined);
      socket.on('close', () => setTimeout(() => near.destroy(), rttMs / 2));
      near.on('close', () => socket.destroy());
    }, 1.5 * rttMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(server),
    sent: () => sent.map((pieces) => Buffer.concat(pieces)),
    pieces: () => sent.map((pieces) => pieces.map((piece) => piece.length)),
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Timers of one length fire in the order in which they were set, so the pieces keep theirs. */
function later(to: Socket, bytes: Buffer, ms: number): void {
  setTimeout(() => to.write(bytes), Math.max(ms, 0));
}
