import { Duplex } from 'node:stream';
import { giveBack } from './own-memory.ts';

/** A byte stream under one SSH connection, which counts what goes through it and merges small writes. */
export interface Wire {
  readonly stream: Duplex;
  readonly sentBytes: () => number;
  readonly receivedBytes: () => number;
  /** The first bytes that came, at most 256, as Latin-1 text: what a server that is no SSH server says, or one that hangs up at once. */
  readonly greeting: () => string;
  /** Sends what was written so far now, and what is written from now on after so many milliseconds, or when more than so many bytes have come. */
  readonly hold: (forMs: number, heardBytes?: number) => void;
  /** Resolves when all that was written before the end of the stream is with the system. */
  readonly flushed: Promise<void>;
}

const GREETING_BYTES = 256;

/** From so many bytes on, what was written in a turn is handed on in its parts: the system takes them as they are, and copying costs more than a list of them. */
const PARTS_BYTES = 16 * 1024;

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
  let pendingBytes = 0;
  let scheduled = false;
  let blocked = false;
  let waiting: (() => void) | undefined;
  let held: NodeJS.Timeout | undefined;
  /** What is held is sent when so much has been received. */
  let heldUntil = 0;
  const flushed = Promise.withResolvers<void>();

  const letGo = (): void => {
    if (held === undefined) return;
    clearTimeout(held);
    held = undefined;
    flush();
  };
  const flush = (): void => {
    scheduled = false;
    if (held !== undefined) return;
    if (pending.length === 0 || !raw.writable) return;
    const parts = pending;
    pending = [];
    blocked = !(pendingBytes < PARTS_BYTES ? raw.write(joined(parts)) : writeParts(raw, parts));
    pendingBytes = 0;
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
      pendingBytes += chunk.length;
      sent += chunk.length;
      if (!scheduled) {
        scheduled = true;
        later(flush);
      }
      if (blocked) waiting = done;
      else done();
    },
    final(done) {
      letGo();
      flush();
      raw.end();
      done();
    },
    destroy(error, done) {
      letGo();
      flush();
      raw.destroy();
      done(error);
    },
  });

  raw.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > heldUntil) letGo();
    if (greeting.length < GREETING_BYTES) greeting = (greeting + chunk.toString('latin1')).slice(0, GREETING_BYTES);
    if (!stream.push(chunk)) raw.pause();
  });
  raw.on('finish', () => flushed.resolve());
  raw.on('drain', () => {
    blocked = false;
    release();
  });
  raw.on('end', () => {
    if (!stream.destroyed && !stream.readableEnded) stream.push(null);
  });
  raw.on('error', (error: Error) => stream.destroy(error));
  // What was received is read before the end is told.
  raw.on('close', () => {
    flushed.resolve();
    setImmediate(() => stream.destroy());
  });
  return {
    stream,
    sentBytes: () => sent,
    receivedBytes: () => received,
    greeting: () => greeting,
    hold(forMs, heardBytes = 0) {
      letGo();
      flush();
      heldUntil = received + heardBytes;
      held = setTimeout(letGo, forMs);
    },
    flushed: flushed.promise,
  };
}

function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** Writes the parts in one go. False when the stream is full. */
function writeParts(raw: Duplex, parts: readonly Buffer[]): boolean {
  let isFree = true;
  raw.cork();
  for (const part of parts) isFree = raw.write(part, () => giveBack(part));
  raw.uncork();
  return isFree;
}
