import { Duplex } from 'node:stream';

/** A byte stream under one SSH connection, which counts what goes through it and merges small writes. */
export interface Wire {
  readonly stream: Duplex;
  readonly sentBytes: () => number;
  readonly receivedBytes: () => number;
  /** The first bytes that came, at most 256, as Latin-1 text: what a server that is no SSH server says, or one that hangs up at once. */
  readonly greeting: () => string;
}

const GREETING_BYTES = 256;

/** Calls the function a little later, so that writes up to then travel together. */
export type Later = (flush: () => void) => void;

/**
 * Wraps a stream (a TCP socket, or a forwarded channel of another connection). All writes until `later` fires are sent as one: the many
 * small packets of an SSH connection otherwise each become a packet, and an encryption, of every layer below.
 */
export function countedWire(raw: Duplex, later: Later): Wire {
  let sent = 0;
  let received = 0;
  let greeting = '';
  let pending: Buffer[] = [];
  let scheduled = false;
  let blocked = false;
  let waiting: (() => void) | undefined;

  const flush = (): void => {
    scheduled = false;
    if (pending.length === 0 || !raw.writable) return;
    const bytes = pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending);
    pending = [];
    blocked = !raw.write(bytes);
    if (!blocked) release();
  };
  const release = (): void => {
    const next = waiting;
    waiting = undefined;
    next?.();
  };

  const stream = new Duplex({
    // An SSH connection is over when one side ends it. A bastion passes on the end of a host that lost its power, and then waits for ours.
    allowHalfOpen: false,
    read() {
      raw.resume();
    },
    write(chunk: Buffer, _encoding, done) {
      pending.push(chunk);
      sent += chunk.length;
      if (!scheduled) {
        scheduled = true;
        later(flush);
      }
      if (blocked) waiting = done;
      else done();
    },
    final(done) {
      flush();
      raw.end();
      done();
    },
    destroy(error, done) {
      flush();
      raw.destroy();
      done(error);
    },
  });

  raw.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (greeting.length < GREETING_BYTES) greeting = (greeting + chunk.toString('latin1')).slice(0, GREETING_BYTES);
    if (!stream.push(chunk)) raw.pause();
  });
  raw.on('drain', () => {
    blocked = false;
    release();
  });
  raw.on('end', () => {
    if (!stream.destroyed && !stream.readableEnded) stream.push(null);
  });
  raw.on('error', (error: Error) => stream.destroy(error));
  // What was received is read before the end is told.
  raw.on('close', () => setImmediate(() => stream.destroy()));
  return { stream, sentBytes: () => sent, receivedBytes: () => received, greeting: () => greeting };
}
