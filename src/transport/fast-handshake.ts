import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';
import { createKeyPair, type KeyPair } from './key-pair.ts';
import { call, kexInit, objectIn, sendNothing, sendPayload, workIn, type Work } from './ssh2-insides.ts';

/** Servers that take a login before they have accepted the request for it, and a session behind it: OpenSSH from 8.4 on, tried with 8.4, 9.2, 10.0 and 10.6. */
const OPENSSH = /^OpenSSH_(?:8\.[4-9]|9\.|1\d\.)/u;
const CURVES: readonly unknown[] = ['curve25519-sha256', 'curve25519-sha256@libssh.org'];
/** SSH_MSG_KEX_ECDH_INIT (RFC 5656, section 7.1). */
const ECDH_INIT = 30;
/** Types of keys that are signed with at once: what they sign with does not depend on what the server says it takes (RFC 8332, section 3.3). */
const PLAIN_KEYS: readonly unknown[] = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'];

/** What was hastened: the key exchange always, the login where the server is known to take it. */
export interface Haste {
  isLoginHastened(): boolean;
}

/** Told how far a hastened login is. */
export interface LoginWatch {
  /** A signed login was sent, to a server whose host key was accepted. What is written now travels with it. Called for the first one only. */
  readonly onSent: () => void;
  /** The server refused it, or wants more than it. */
  readonly onRefused: () => void;
  /**
   * What was written goes out now, and what is written next a moment later. The server answers the first part with two small packets, of which its system holds
   * the second back until it knows that the first arrived (RFC 896): what comes a moment later tells it so.
   */
  readonly pause: (phase: 'key exchange' | 'login') => void;
  /** How long a pause is within a login, in milliseconds. */
  readonly pauseMs: number;
  /** Bytes that were written so far. */
  readonly sentBytes: () => number;
  /** True when the connection leads to other hosts. */
  readonly isWay: () => boolean;
}

/**
 * Makes the handshake of a client that has just been told to connect shorter, by sending what the protocol allows to be sent without waiting for an answer.
 * What goes out when, and what must have been seen before:
 *
 * 1. Before the server has said a word: our identification, our KEXINIT (RFC 4253, section 7.1) and the public half of a fresh key pair. Nothing of it is
 *    secret or about the account. It is right as long as the server takes curve25519, which we offer first; a server that does not ends the connection, and the
 *    caller tries again without this.
 * 2. When the server has proved with a signature that it holds its host key, and `hostVerifier` has accepted that key: all else, encrypted. To OpenSSH in one
 *    flight: NEWKEYS, the request for the login (RFC 4252), the login itself, signed at once instead of asking whether the key would do, and what
 *    `LoginWatch.onSent` writes. The signature is over the session identifier, which nobody else can use. A password or an answer to a question never goes ahead:
 *    it is sent when the server has asked for it.
 *
 * What `onSent` writes reaches the server though it may refuse the login: it is the right server, and it throws that away. Undefined when nothing was changed:
 * ssh2 is not as this file knows it.
 */
export function hastenHandshake(client: Client, watch: LoginWatch): Haste | undefined {
  const protocol = objectIn(client, '_protocol');
  const sendKexInit = kexInit();
  if (protocol === undefined || sendKexInit === undefined || !isAsKnown(protocol)) return undefined;
  const pair = createKeyPair();
  const start = workIn(protocol, 'start');
  Reflect.set(protocol, 'start', (): void => {
    start?.();
    sendKexInit(protocol);
    watch.pause('key exchange');
    sendPublicKey(protocol, pair);
    keepKexInit(protocol);
  });
  useKeyPair(protocol, pair);
  const isOpenSsh = (): boolean => OPENSSH.test(String(Reflect.get(client, '_remoteVer')));
  logInAtOnce(client, protocol, isOpenSsh, watch);
  acknowledgeAtOnce(protocol, isOpenSsh, watch);
  return { isLoginHastened: isOpenSsh };
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
function sendPublicKey(protocol: object, { publicBytes }: KeyPair): void {
  const payload = Buffer.alloc(1 + 4 + publicBytes.length);
  payload[0] = ECDH_INIT;
  payload.writeUInt32BE(publicBytes.length, 1);
  payload.set(publicBytes, 5);
  sendPayload(protocol, payload, true);
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
function useKeyPair(protocol: object, pair: KeyPair): void {
  Object.defineProperty(protocol, '_kex', {
    configurable: true,
    get: () => undefined,
    set(exchange: unknown) {
      Object.defineProperty(protocol, '_kex', { configurable: true, writable: true, enumerable: true, value: exchange });
      if (typeof exchange !== 'object' || exchange === null) return;
      // Another kind of key exchange cannot use what was sent. The server finds that out by itself, and hangs up.
      if (!CURVES.includes(Reflect.get(objectIn(exchange, 'negotiated') ?? {}, 'kex'))) return;
      Reflect.set(exchange, 'getPublicKey', () => pair.publicBytes);
      Reflect.set(exchange, 'computeSecret', (theirs: Buffer): Buffer | Error => {
        try {
          return pair.secretWith(theirs);
        } catch (error) {
          return error instanceof Error ? error : new Error(String(error));
        }
      });
      Reflect.set(exchange, 'start', () => undefined);
    },
  });
}

/** Goes on to the login without waiting for the server to accept that there will be one, and signs without asking first. */
function logInAtOnce(client: Client, protocol: object, isOpenSsh: () => boolean, watch: LoginWatch): void {
  const service = workIn(protocol, 'service') ?? missing;
  const authPK = workIn(protocol, 'authPK') ?? missing;
  const handlers = objectIn(protocol, '_handlers') ?? {};
  const accept = workIn(handlers, 'SERVICE_ACCEPT');
  const refuse = workIn(handlers, 'USERAUTH_FAILURE');
  let state: 'before' | 'sent' | 'over' = 'before';
  Reflect.set(protocol, 'service', (...args: readonly unknown[]): void => {
    service(...args);
    Reflect.deleteProperty(protocol, 'service');
    if (args[0] !== 'ssh-userauth' || !isOpenSsh()) return;
    Reflect.set(handlers, 'SERVICE_ACCEPT', () => {
      Reflect.set(handlers, 'SERVICE_ACCEPT', accept);
    });
    accept?.(protocol, 'ssh-userauth');
  });
  const sent = (): void => {
    if (state !== 'before') return;
    state = 'sent';
    watch.pause('login');
    watch.onSent();
    if (watch.isWay()) acknowledgeAhead(client, protocol, watch);
  };
  Reflect.set(protocol, 'authPK', (...args: readonly unknown[]): unknown => {
    const [user, key, algorithm, given] = args;
    const sign = typeof given === 'function' ? given : isOpenSsh() ? signerOf(key) : undefined;
    if (!isOpenSsh() || sign === undefined) return authPK(...args);
    const signAndTell = (bytes: unknown, give: unknown): void => {
      const giveAndTell = (signature: unknown): void => {
        if (typeof give === 'function') Reflect.apply(give, undefined, [signature]);
        sent();
      };
      Reflect.apply(sign, undefined, [bytes, giveAndTell]);
    };
    return authPK(user, key, algorithm, signAndTell);
  });
  Reflect.set(handlers, 'USERAUTH_FAILURE', (...args: readonly unknown[]): void => {
    if (state === 'sent') watch.onRefused();
    if (state === 'sent') state = 'over';
    refuse?.(...args);
  });
}

/** Signs with a key at hand whose kind of signature does not depend on the server; undefined for any other. */
function signerOf(key: unknown): Work | undefined {
  if (typeof key !== 'object' || key === null || !PLAIN_KEYS.includes(Reflect.get(key, 'type')) || !isPrivate(key)) return undefined;
  const read = readOnce(key);
  return (bytes, give) => {
    const signature = read !== undefined && Buffer.isBuffer(bytes) ? sign(null, bytes, read) : call(key, 'sign', bytes);
    if (signature instanceof Error) throw signature;
    if (typeof give === 'function') Reflect.apply(give, undefined, [signature]);
  };
}

const keysRead = new WeakMap<object, KeyObject>();

/** An Ed25519 key as Node has it, read once for all hosts: ssh2 has it read from its text for each signature, which takes longer than the signature. */
function readOnce(key: object): KeyObject | undefined {
  const text = Reflect.get(key, 'type') === 'ssh-ed25519' ? call(key, 'getPrivatePEM') : undefined;
  const read = keysRead.get(key) ?? (typeof text === 'string' ? createPrivateKey(text) : undefined);
  if (read !== undefined) keysRead.set(key, read);
  return read;
}

/**
 * Answers what comes with a packet that says nothing, when nothing else is sent in that turn. The server's system holds a small packet back until it knows
 * that the one before arrived (RFC 896), and ours would wait up to 40 ms before it says so (RFC 1122, section 4.2.3.2). sshd turns that off when a session
 * starts; on a connection that only leads further it stays.
 */
function acknowledgeAtOnce(protocol: object, isOpenSsh: () => boolean, watch: LoginWatch): void {
  let scheduled = false;
  Reflect.set(protocol, '_onPacket', (): void => {
    if (scheduled || !isOpenSsh() || (Reflect.get(protocol, '_authenticated') === true && !watch.isWay())) return;
    scheduled = true;
    const before = watch.sentBytes();
    setImmediate(() => {
      scheduled = false;
      if (watch.sentBytes() === before) sendNothing(protocol);
    });
  });
}

/** So many packets that say nothing follow what goes ahead to a bastion. */
const AHEAD = 3;

/**
 * Sends some packets that say nothing behind a login and the requests to lead on, each a moment after the one before. A bastion answers with small packets that it holds
 * back in the same way, at moments that nobody knows. What comes from here tells it of those that arrived, as far as they have got by then: to what ends the TCP connection on the
 * way, a gateway or a proxy. Where nothing does, they change nothing.
 */
function acknowledgeAhead(client: Client, protocol: object, { pauseMs }: LoginWatch): void {
  let left = AHEAD;
  // The first pause is that of the requests themselves.
  let timer = setTimeout(tell, 2 * pauseMs);
  function tell(): void {
    sendNothing(protocol);
    left -= 1;
    if (left > 0) timer = setTimeout(tell, pauseMs);
  }
  client.once('close', () => clearTimeout(timer));
}

/** True for a key of which we have the private half ourselves; an agent's key is signed with by the agent. */
function isPrivate(key: object): boolean {
  return workIn(key, 'isPrivateKey') !== undefined && call(key, 'isPrivateKey') === true;
}

function missing(): never {
  throw new Error('ssh2 lacks what it had');
}
