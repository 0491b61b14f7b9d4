import type { ClientChannel } from 'ssh2';
import type { Channel, ChannelEnd } from './channel.ts';
import type { Hop } from './hop.ts';

/** A running command of an SSH connection as a plain channel. */
export function sshChannel(hop: Hop, raw: ClientChannel): Channel {
  const output = collected();
  const errors = collected();
  let end: ChannelEnd = {};
  raw.on('data', (bytes: Buffer) => output.take(bytes));
  raw.stderr.on('data', (bytes: Buffer) => errors.take(bytes));
  raw.stderr.on('error', () => undefined);
  raw.on('error', () => undefined);
  raw.on('exit', (code: number | null, signal?: string) => {
    end = { ...(code === null ? {} : { exitCode: code }), ...(signal === undefined ? {} : { signal }) };
  });
  const ended = new Promise<ChannelEnd>((resolve) => {
    raw.on('close', () => {
      // Standard error is a stream of its own and may be one turn behind.
      setImmediate(() => {
        const lost = hop.lost();
        const broken = end.exitCode === undefined && end.signal === undefined && lost !== undefined;
        resolve(broken ? { diagnostic: lost } : end);
      });
    });
  });
  return {
    write: (bytes) => void (raw.writable && raw.write(bytes)),
    onOutput: output.listen,
    onErrorOutput: errors.listen,
    ended,
    end: () => void (raw.writable && raw.end()),
    close: () => raw.close(),
  };
}

/** Keeps what comes until somebody listens. */
function collected(): { take(bytes: Uint8Array): void; listen(listener: (bytes: Uint8Array) => void): void } {
  const early: Uint8Array[] = [];
  let listener: ((bytes: Uint8Array) => void) | undefined;
  return {
    take: (bytes) => void (listener === undefined ? early.push(bytes) : listener(bytes)),
    listen(next) {
      listener = next;
      for (const bytes of early.splice(0)) next(bytes);
    },
  };
}
