import type { Writable } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { sshChannel, type Carrier, type Terminal } from './ssh-channel.ts';
import { call, objectIn, workIn } from './ssh2-insides.ts';
import type { WaitingChannel } from './waiting-channel.ts';

/** Most bytes of standard input that are sent ahead. OpenSSH takes 2 MiB before it asks for patience, from the moment on in which it starts the command. */
const MOST_BYTES = 128 * 1024;
/** Bytes in one packet; OpenSSH takes 32 KiB. */
const PACKET_BYTES = 16 * 1024;
/** Number that OpenSSH gives to the first channel of a connection. */
const FIRST_CHANNEL = 0;

/** A session that was asked for before the login was answered. */
export interface EarlySession {
  readonly waiting: WaitingChannel;
  /** Resolves when the command was begun; rejects when the host refuses it. */
  readonly channel: Promise<Terminal>;
  /** The login failed, and with it this: nothing of it was done. */
  abandon(): void;
}

/**
 * Asks for a session, for its command, and sends what the command is to read, all without waiting for an answer (RFC 4254 allows it but for the
 * number of the channel, which OpenSSH counts from 0). For the first channel of a connection only. `way` is the stream under the connection. Undefined when ssh2 is not as it
 * should be.
 */
export function sendSession(client: Client, waiting: WaitingChannel, carrier: Carrier, way: Writable): EarlySession | undefined {
  const protocol = objectIn(client, '_protocol');
  const channels = objectIn(client, '_chanMgr');
  if (protocol === undefined || channels === undefined || Reflect.get(channels, '_cur') !== -1) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<Terminal>();
  promise.catch(() => undefined);
  const answered = (error: Error | undefined, channel: ClientChannel): void => {
    if (error !== undefined) reject(error);
    else take(protocol, channel, bytes.length, () => resolve(sshChannel(channel, carrier, way)), reject);
  };
  Reflect.set(answered, 'type', 'session');
  const id = call(channels, 'add', answered);
  const bytes = waiting.take(MOST_BYTES);
  call(protocol, 'session', id, 2 ** 21, 2 ** 15);
  call(protocol, 'exec', FIRST_CHANNEL, waiting.command, true);
  for (let at = 0; at < bytes.length; at += PACKET_BYTES)
    call(protocol, 'channelData', FIRST_CHANNEL, bytes.subarray(at, at + PACKET_BYTES));
  return {
    waiting,
    channel: promise,
    abandon() {
      call(channels, 'remove', id);
      waiting.giveBack(bytes);
    },
  };
}

/** The server opened the channel: what was sent ahead is counted, and the answer about the command is awaited. */
function take(protocol: object, channel: ClientChannel, sentBytes: number, begun: () => void, refuse: (why: Error) => void): void {
  const outgoing = objectIn(channel, 'outgoing') ?? {};
  const callbacks = objectIn(channel, '_callbacks');
  if (Reflect.get(outgoing, 'id') !== FIRST_CHANNEL || !Array.isArray(callbacks)) {
    refuse(new Error('the server numbers its channels in another way'));
    return;
  }
  const window: unknown = Reflect.get(outgoing, 'window');
  const granted = typeof window === 'number' ? window : 0;
  Reflect.set(outgoing, 'window', Math.max(granted - sentBytes, 0));
  owe(protocol, Reflect.get(objectIn(channel, 'incoming') ?? {}, 'id'), Math.max(sentBytes - granted, 0));
  callbacks.push((refused: unknown) => {
    if (refused === true || refused instanceof Error) {
      call(channel, 'close');
      refuse(refused instanceof Error ? refused : new Error('Unable to exec'));
      return;
    }
    Reflect.set(channel, 'subtype', 'exec');
    begun();
  });
}

/** What was sent before there was room for it is taken from the room that the server grants next. */
function owe(protocol: object, id: unknown, bytes: number): void {
  const handlers = objectIn(protocol, '_handlers') ?? {};
  const grant = workIn(handlers, 'CHANNEL_WINDOW_ADJUST');
  let owed = bytes;
  if (owed === 0 || grant === undefined) return;
  Reflect.set(handlers, 'CHANNEL_WINDOW_ADJUST', (from: unknown, recipient: unknown, amount: unknown): void => {
    if (recipient !== id || typeof amount !== 'number') {
      grant(from, recipient, amount);
      return;
    }
    const paid = Math.min(owed, amount);
    owed -= paid;
    if (owed === 0) Reflect.set(handlers, 'CHANNEL_WINDOW_ADJUST', grant);
    if (amount > paid) grant(from, recipient, amount - paid);
  });
}
