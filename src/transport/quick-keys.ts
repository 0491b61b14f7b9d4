import { createSecretKey } from 'node:crypto';
import type { Client } from 'ssh2';
import { objectIn } from './ssh2-insides.ts';

/**
 * Gives the ciphers of a connection their keys as key objects. ssh2 makes a cipher for each packet (AES-GCM), and Node takes half of the time that encrypting a large
 * packet costs to make a key of its bytes each time. To be called after each exchange of keys.
 */
export function keepKeys(client: Client): void {
  const protocol = objectIn(client, '_protocol');
  for (const [side, name] of [
    ['_cipher', '_encKey'],
    ['_decipher', '_decipherKey'],
  ] as const) {
    const cipher = objectIn(protocol, side);
    const key: unknown = cipher === undefined ? undefined : Reflect.get(cipher, name);
    if (cipher !== undefined && Buffer.isBuffer(key)) Reflect.set(cipher, name, createSecretKey(key));
  }
}
