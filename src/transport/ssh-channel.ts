import type { Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Channel, ChannelEnd } from './channel.ts';
import { earlyBytes } from './early-bytes.ts';

/** Size of a terminal in characters. */
export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** An interactive terminal on a host. Its output and its errors come together, as on a screen. */
export interface Terminal extends Channel {
  /** Tells the host that the window has another size. */
  resize(size: TerminalSize): void;
}

/** What a channel knows of the connection that carries it: `Hop`. */
export interface Carrier {
  lost(): Diagnostic | undefined;
  silence(): Diagnostic | undefined;
}

/**
 * A session channel of an SSH connection as a plain channel. It must be made in the turn in which the host's answer came: how a short command
 * ended may stand in the same packet. `way` is the stream under the connection.
 */
export function sshChannel(raw: ClientChannel, carrier: Carrier, way?: Writable): Terminal {
  const output = earlyBytes();
  const errors = earlyBytes();
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
        const lost = carrier.lost();
        const broken = end.exitCode === undefined && end.signal === undefined && lost !== undefined;
        resolve(broken ? { diagnostic: lost } : end);
      });
    });
  });
  return {
    opened: Promise.resolve(),
    write: (bytes) => void (raw.writable && raw.write(bytes)),
    pour: (bytes) =>
      new Promise((resolve) => {
        // ssh2 calls back when the host's window took all of it, and does not wait for the stream below.
        const taken = (): void => void (way?.writableNeedDrain === true ? way.once('drain', resolve) : resolve());
        if (raw.writable) raw.write(bytes, taken);
      }),
    onOutput: (listener) => output.listen(listener),
    onErrorOutput: (listener) => errors.listen(listener),
    ended,
    silence: () => carrier.silence(),
    end: () => void (raw.writable && raw.end()),
    close: () => raw.close(),
    resize: (size) => raw.setWindow(size.rows, size.columns, 0, 0),
  };
}
