import kex from 'ssh2/lib/protocol/kex.js';
import about from 'ssh2/package.json' with { type: 'json' };

/** The version of ssh2 whose insides this program knows. With any other one nothing of them is touched. */
const KNOWN_VERSION = '1.17.0';

/** SSH_MSG_IGNORE (RFC 4253, section 11.2). */
const IGNORE = 2;

/** A method of an object of ssh2. */
export type Work = (...args: readonly unknown[]) => unknown;

/** What sends the first packet of a key exchange; undefined in another version than the known one. */
export function kexInit(): Work | undefined {
  return about.version === KNOWN_VERSION ? workIn(kex, 'kexinit') : undefined;
}

/** The object that a field holds. */
export function objectIn(holder: object | undefined, name: string): object | undefined {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** The method that a field holds, bound to its object. */
export function workIn(holder: object, name: string): Work | undefined {
  const value: unknown = Reflect.get(holder, name);
  if (typeof value !== 'function') return undefined;
  return (...args) => {
    const given: unknown = Reflect.apply(value, holder, args);
    return given;
  };
}

/** Calls a method; undefined when there is none. */
export function call(holder: object, name: string, ...args: readonly unknown[]): unknown {
  return workIn(holder, name)?.(...args);
}

/** Sends a packet of the payload as it is, past the queue of a key exchange when `inExchange`. */
export function sendPayload(protocol: object, payload: Buffer, inExchange = false): void {
  const writer = objectIn(objectIn(protocol, '_packetRW'), 'write') ?? {};
  const packet = call(writer, 'alloc', payload.length, inExchange);
  const start: unknown = Reflect.get(writer, inExchange ? 'allocStartKEX' : 'allocStart');
  if (!Buffer.isBuffer(packet) || typeof start !== 'number') throw new Error('ssh2 gave no packet');
  packet.set(payload, start);
  call(objectIn(protocol, '_cipher') ?? {}, 'encrypt', call(writer, 'finalize', packet, inExchange));
}

/** Sends a packet that says nothing. Not during a key exchange, nor when the connection is over. */
export function sendNothing(protocol: object): void {
  if (Reflect.get(protocol, '_kexinit') !== undefined || Reflect.get(protocol, '_destruct') === undefined) return;
  sendPayload(protocol, Buffer.from([IGNORE, 0, 0, 0, 0]));
}
