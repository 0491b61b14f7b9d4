import { createServer, type Socket } from 'node:net';
import type { Host } from '../core/inventory.ts';
import type { Hop } from './hop.ts';
import { reachThrough } from './reach.ts';

/** A local port that leads to an address as a host sees it. */
export interface Forward {
  /** Port on 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/** Where a forward leads, from the host that it goes through. */
export interface ForwardTarget {
  readonly address: string;
  readonly port: number;
  /** Port on 127.0.0.1 to listen on; any free one when undefined. */
  readonly localPort?: number;
}

/** Listens on 127.0.0.1 and leads each connection through the host to the target. `onFailure` is told when the host does not reach it. */
export async function openForward(
  hop: Hop,
  target: ForwardTarget,
  timeoutMs: number,
  onFailure: (error: unknown) => void,
): Promise<Forward> {
  const open = new Set<Socket>();
  const destination: Host = {
    ...hop.host,
    name: `${target.address}:${target.port}`,
    address: target.address,
    ssh: { ...hop.host.ssh, port: target.port },
  };
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    reachThrough(hop, destination, timeoutMs).then(
      (channel) => {
        channel.on('error', () => socket.destroy());
        channel.on('close', () => socket.destroy());
        socket.once('close', () => channel.destroy());
        socket.pipe(channel).pipe(socket);
      },
      (error: unknown) => {
        socket.destroy();
        onFailure(error);
      },
    );
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(target.localPort ?? 0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
