import { createCipheriv, createSecretKey, randomFillSync, type CipherGCMTypes, type KeyObject } from 'node:crypto';
import { startupSnapshot } from 'node:v8';
import type { Client } from 'ssh2';
import { madeToSend } from './own-memory.ts';
import { call, objectIn, workIn } from './ssh2-insides.ts';

/**
 * Makes the packets of a connection cheaper, when AES-GCM was agreed upon. ssh2 makes a cipher for each packet, of which the key is half of the cost, draws a few random bytes for
 * each, and writes each in three parts. Here the key is made once, random bytes are drawn for many packets, and each is written whole; but large ones are made in one place, one after the
 * other, and written in parts, since new memory costs more than encrypting it. To be called after each exchange of keys.
 */
export function quickenPackets(client: Client): void {
  const protocol = objectIn(client, '_protocol');
  const decipher = objectIn(protocol, '_decipher');
  const key: unknown = decipher === undefined ? undefined : Reflect.get(decipher, '_decipherKey');
  if (decipher !== undefined && Buffer.isBuffer(key)) Reflect.set(decipher, '_decipherKey', createSecretKey(key));
  const cipher = objectIn(protocol, '_cipher');
  if (cipher !== undefined) quickenCipher(cipher);
}

function quickenCipher(cipher: object): void {
  const [given, iv, name]: readonly unknown[] = ['_encKey', '_encIV', '_encSSLName'].map((field): unknown => Reflect.get(cipher, field));
  if (!Buffer.isBuffer(given) || !Buffer.isBuffer(iv) || !isGcm(name) || workIn(cipher, '_onWrite') === undefined) return;
  const key = createSecretKey(given);
  // ssh2 encrypts each packet in the turn in which it asked for its place.
  let place: Buffer | undefined;
  const roomFor = (bytes: number): Buffer => {
    if (bytes < LARGE_BYTES || bytes > LONGEST_BYTES) return Buffer.allocUnsafe(bytes);
    place ??= Buffer.allocUnsafe(LONGEST_BYTES);
    return place.subarray(0, bytes);
  };
  Reflect.set(cipher, 'allocPacket', (payloadBytes: number) => allocPacket(payloadBytes, roomFor));
  Reflect.set(cipher, 'encrypt', (packet: Buffer): void => {
    if (Reflect.get(cipher, '_dead') === true) return;
    const { length, body, tag } = sealed(name, key, iv, packet);
    countUp(iv);
    const number: unknown = Reflect.get(cipher, 'outSeqno');
    if (typeof number === 'number') Reflect.set(cipher, 'outSeqno', (number + 1) >>> 0);
    if (packet.length < LARGE_BYTES) call(cipher, '_onWrite', Buffer.concat([length, body, tag]));
    else for (const part of [Buffer.from(length), madeToSend(body), tag]) call(cipher, '_onWrite', part);
  });
}

function isGcm(name: unknown): name is CipherGCMTypes {
  return name === 'aes-128-gcm' || name === 'aes-256-gcm';
}

const LENGTH_BYTES = 4;
const BLOCK_BYTES = 16;
const LEAST_PADDING = 4;
/** From so many bytes on a packet is large. */
const LARGE_BYTES = 8 * 1024;
/** Longest packet that is made in the place of the one before; the data of a channel come in 32 KiB at most. */
const LONGEST_BYTES = 33 * 1024;

/** Room for a packet: its length, that of the padding, place for the payload, and the padding (RFC 4253, section 6; RFC 5647, section 7.2: the length counts for no block). */
function allocPacket(payloadBytes: number, roomFor: (bytes: number) => Buffer): Buffer {
  let padding = BLOCK_BYTES - ((1 + payloadBytes) % BLOCK_BYTES);
  if (padding < LEAST_PADDING) padding += BLOCK_BYTES;
  const packet = roomFor(LENGTH_BYTES + 1 + payloadBytes + padding);
  packet.writeUInt32BE(1 + payloadBytes + padding, 0);
  packet[LENGTH_BYTES] = padding;
  packet.set(randomBytes(padding), LENGTH_BYTES + 1 + payloadBytes);
  return packet;
}

/** The packet as it travels, in parts: its length in clear, the rest encrypted, and the tag over both (RFC 5647, section 7.3). */
function sealed(name: CipherGCMTypes, key: KeyObject, iv: Buffer, packet: Buffer): Readonly<Record<'length' | 'body' | 'tag', Buffer>> {
  const cipher = createCipheriv(name, key, iv);
  const length = packet.subarray(0, LENGTH_BYTES);
  cipher.setAAD(length);
  // In this mode as many bytes come out as went in, and nothing at the end.
  const body = cipher.update(packet.subarray(LENGTH_BYTES));
  cipher.final();
  return { length, body, tag: cipher.getAuthTag() };
}

/** The invocation counter, the last 64 bits, goes up by one with each packet (RFC 5647, section 7.1). */
function countUp(iv: Buffer): void {
  for (let at = iv.length - 1; at >= LENGTH_BYTES; at -= 1) {
    const next = ((iv[at] ?? 0) + 1) & 0xff;
    iv[at] = next;
    if (next !== 0) return;
  }
}

const drawn = Buffer.alloc(4096);
let used = drawn.length;
// What a snapshot holds, every process that goes on from it would give away.
if (startupSnapshot.isBuildingSnapshot())
  startupSnapshot.addDeserializeCallback(() => {
    used = drawn.length;
  });

/** So many random bytes, which nobody else was given. Valid until the next call. */
function randomBytes(count: number): Buffer {
  if (used + count > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += count;
  return drawn.subarray(used - count, used);
}
