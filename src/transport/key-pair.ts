import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';

/** A fresh key pair for one key exchange with curve25519 (RFC 8731). */
export interface KeyPair {
  /** The public half as it travels: 32 bytes. */
  readonly publicBytes: Buffer;
  /** The secret that we share with whoever has the private half to theirs, as the bytes of a positive number (RFC 4251, section 5). Throws when theirs is no sound public half. */
  secretWith(theirs: Buffer): Buffer;
}

const PUBLIC_KEY_BYTES = 32;
/** What stands in front of the 32 bytes of an X25519 key in the form that Node reads fastest (SubjectPublicKeyInfo, RFC 8410, section 4). */
const BEFORE_KEY = Buffer.from('302a300506032b656e032100', 'hex');

/** Makes a key pair. What ssh2 does with one costs several times as much: it writes and reads other forms of it. */
export function createKeyPair(): KeyPair {
  const pair = generateKeyPairSync('x25519');
  const publicBytes = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  if (publicBytes.length !== PUBLIC_KEY_BYTES) throw new Error('Node told no public half of an X25519 key');
  return {
    publicBytes,
    secretWith(theirs) {
      if (theirs.length !== PUBLIC_KEY_BYTES) throw new Error(`the public half has ${theirs.length} bytes, not ${PUBLIC_KEY_BYTES}`);
      const publicKey = createPublicKey({ key: Buffer.concat([BEFORE_KEY, theirs]), format: 'der', type: 'spki' });
      return positive(diffieHellman({ privateKey: pair.privateKey, publicKey }));
    },
  };
}

/** A number without zeros in front, but for the one that keeps it from being negative. */
function positive(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const number = bytes.subarray(first < 0 ? bytes.length : first);
  return (number[0] ?? 0) < 0x80 ? number : Buffer.concat([Buffer.of(0), number]);
}
