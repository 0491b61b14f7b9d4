import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Client } from 'ssh2';

/**
 * The version of ssh2 whose insides this file knows. With any other one the plain handshake is made.
 */
const KNOWN_VERSION = '1.17.0';
/** Servers that take a login before they have accepted the request for it: OpenSSH from 7 on, tried from 8.4 to 10. */
const OPENSSH = /^OpenSSH_(?:[7-9]|[1-9]\d)/u;
const CURVES: readonly unknown[] = ['curve25519-sha256', 'curve25519-sha256@libssh.org'];
/** SSH_MSG_KEX_ECDH_INIT (RFC 5656, section 7.1). */
const ECDH_INIT = 30;
const PUBLIC_KEY_BYTES = 32;
/** Types of keys that are signed with at once: what they sign with does not depend on what the server says it takes (RFC 8332, section 3.3). */
const PLAIN_KEYS: readonly unknown[] = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'];

/** What was hastened: the key exchange always, the login where the server is known to take it. */
export interface Haste {
  isLoginHastened(): boolean;
}

type Work = (...args: readonly unknown[]) => unknown;

const require = createRequire(import.meta.url);

/**
 * Makes the handshake of a client that has just been told to connect shorter by three round trips, by sending what the protocol allows to be sent without waiting:
 *
 * - our KEXINIT (RFC 4253, section 7.1) and the public half of the key exchange before the server has said a word. It is right as long as the server takes
 *   curve25519, which we offer first; a server that does not ends the connection, and the caller tries again without this.
 * - the login right behind the request for it (RFC 4252), signed at once instead of asking whether the key would do. By then the host key was checked: the
 *   signature is over the session identifier, which ssh2 has only when the server proved its key and `hostVerifier` accepted it.
 *
 * Undefined when it changed nothing: ssh2 is not as this file knows it.
 */
export function hastenHandshake(client: Client): Haste | undefined {
  const protocol = objectIn(client, '_protocol');
  const sendKexInit = kexInitOf();
  if (protocol === undefined || sendKexInit === undefined || !isAsKnown(protocol)) return undefined;
  const pair = generateKeyPairSync('x25519');
  const start = workIn(protocol, 'start');
  Reflect.set(protocol, 'start', (): void => {
    start?.();
    sendKexInit(protocol);
    sendPublicKey(protocol, pair);
    keepKexInit(protocol);
  });
  useKeyPair(protocol, pair);
  const isOpenSsh = (): boolean => OPENSSH.test(String(Reflect.get(client, '_remoteVer')));
  logInAtOnce(protocol, isOpenSsh);
  return { isLoginHastened: isOpenSsh };
}

function kexInitOf(): Work | undefined {
  const about: unknown = require('ssh2/package.json');
  if (typeof about !== 'object' || about === null || Reflect.get(about, 'version') !== KNOWN_VERSION) return undefined;
  const kex: unknown = require('ssh2/lib/protocol/kex.js');
  return typeof kex === 'object' && kex !== null ? workIn(kex, 'kexinit') : undefined;
}

function isAsKnown(protocol: object): boolean {
  const works = ['start', 'service', 'authPK', '_parse', '_onHeader'].every((name) => workIn(protocol, name) !== undefined);
  const writer = objectIn(objectIn(protocol, '_packetRW'), 'write');
  const cipher = objectIn(protocol, '_cipher');
  return (
    works &&
    Reflect.get(protocol, '_kex') === undefined &&
    Reflect.get(protocol, '_kexinit') === undefined &&
    writer !== undefined &&
    workIn(writer, 'alloc') !== undefined &&
    cipher !== undefined &&
    workIn(cipher, 'encrypt') !== undefined &&
    workIn(objectIn(protocol, '_handlers') ?? {}, 'SERVICE_ACCEPT') !== undefined
  );
}

/** Sends the public half of the key exchange as a packet of its own. */
function sendPublicKey(protocol: object, pair: KeyPairKeyObjectResult): void {
  const key = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-PUBLIC_KEY_BYTES);
  const writer = objectIn(objectIn(protocol, '_packetRW'), 'write') ?? {};
  const packet = call(writer, 'alloc', 1 + 4 + PUBLIC_KEY_BYTES, true);
  const start: unknown = Reflect.get(writer, 'allocStartKEX');
  if (!Buffer.isBuffer(packet) || typeof start !== 'number') throw new Error('ssh2 gave no packet');
  packet[start] = ECDH_INIT;
  packet.writeUInt32BE(PUBLIC_KEY_BYTES, start + 1);
  packet.set(key, start + 5);
  call(objectIn(protocol, '_cipher') ?? {}, 'encrypt', call(writer, 'finalize', packet, true));
}

/** When the server's identification has come, ssh2 sends a KEXINIT: it was sent before, so this one goes nowhere, and the first one counts. */
function keepKexInit(protocol: object): void {
  const onHeader = workIn(protocol, '_onHeader');
  const sent: unknown = Reflect.get(protocol, '_kexinit');
  Reflect.set(protocol, '_onHeader', (...args: readonly unknown[]): void => {
    const cipher = objectIn(protocol, '_cipher');
    const parse: unknown = Reflect.get(protocol, '_parse');
    if (cipher === undefined || typeof parse !== 'function') throw new Error('ssh2 lost its cipher');
    const mute = { encrypt: (): void => undefined };
    Object.setPrototypeOf(mute, cipher);
    const restore = (): void => {
      if (Reflect.get(protocol, '_cipher') !== mute) return;
      Reflect.set(protocol, '_cipher', cipher);
      Reflect.set(protocol, '_kexinit', sent);
      Reflect.set(protocol, '_parse', parse);
    };
    Reflect.set(protocol, '_cipher', mute);
    Reflect.set(protocol, '_parse', (...rest: readonly unknown[]): unknown => {
      restore();
      const read: unknown = Reflect.apply(parse, protocol, rest);
      return read;
    });
    queueMicrotask(restore);
    onHeader?.(...args);
  });
}

/** Gives the first key exchange the pair whose public half was sent, and keeps it from sending one. */
function useKeyPair(protocol: object, pair: KeyPairKeyObjectResult): void {
  Object.defineProperty(protocol, '_kex', {
    configurable: true,
    get: () => undefined,
    set(exchange: unknown) {
      Object.defineProperty(protocol, '_kex', { configurable: true, writable: true, enumerable: true, value: exchange });
      if (typeof exchange !== 'object' || exchange === null) return;
      // Another kind of key exchange cannot use what was sent. The server finds that out by itself, and hangs up.
      if (!CURVES.includes(Reflect.get(objectIn(exchange, 'negotiated') ?? {}, 'kex'))) return;
      Reflect.set(exchange, '_keys', pair);
      Reflect.set(exchange, 'start', () => undefined);
    },
  });
}

/** Goes on to the login without waiting for the server to accept that there will be one, and signs without asking first. */
function logInAtOnce(protocol: object, isOpenSsh: () => boolean): void {
  const service = workIn(protocol, 'service');
  const handlers = objectIn(protocol, '_handlers') ?? {};
  const accept = workIn(handlers, 'SERVICE_ACCEPT');
  const authPK = workIn(protocol, 'authPK');
  Reflect.set(protocol, 'service', (...args: readonly unknown[]): void => {
    Reflect.apply(service ?? missing, protocol, args);
    Reflect.deleteProperty(protocol, 'service');
    if (args[0] !== 'ssh-userauth' || !isOpenSsh()) return;
    Reflect.set(handlers, 'SERVICE_ACCEPT', () => {
      Reflect.set(handlers, 'SERVICE_ACCEPT', accept);
    });
    accept?.(protocol, 'ssh-userauth');
  });
  Reflect.set(protocol, 'authPK', (...args: readonly unknown[]): unknown => {
    const [, key, , sign] = args;
    if (
      !isOpenSsh() ||
      sign !== undefined ||
      typeof key !== 'object' ||
      key === null ||
      !PLAIN_KEYS.includes(Reflect.get(key, 'type')) ||
      !isPrivate(key)
    )
      return Reflect.apply(authPK ?? missing, protocol, args);
    const signNow = (bytes: unknown, give: unknown): void => {
      const signature = call(key, 'sign', bytes);
      if (signature instanceof Error) throw signature;
      if (typeof give === 'function') Reflect.apply(give, undefined, [signature]);
    };
    return Reflect.apply(authPK ?? missing, protocol, [args[0], key, args[2], signNow]);
  });
}

/** True for a key of which we have the private half ourselves; an agent's key is signed with by the agent. */
function isPrivate(key: object): boolean {
  return workIn(key, 'isPrivateKey') !== undefined && call(key, 'isPrivateKey') === true;
}

function objectIn(holder: object | undefined, name: string): object | undefined {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return typeof value === 'object' && value !== null ? value : undefined;
}

function workIn(holder: object, name: string): Work | undefined {
  const value: unknown = Reflect.get(holder, name);
  if (typeof value !== 'function') return undefined;
  return (...args) => {
    const given: unknown = Reflect.apply(value, holder, args);
    return given;
  };
}

function call(holder: object, name: string, ...args: readonly unknown[]): unknown {
  return workIn(holder, name)?.(...args);
}

function missing(): never {
  throw new Error('ssh2 lacks what it had');
}
