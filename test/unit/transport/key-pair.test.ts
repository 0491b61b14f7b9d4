import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyPair } from '../../../src/transport/key-pair.ts';

describe('the key pair of a key exchange', () => {
  test('shares with another the secret that Node shares, as a positive number without zeros in front', () => {
    const seen = { wrong: 0, withZero: 0, shorter: 0 };
    // One secret in 256 begins with a zero, and every second one would be negative.
    for (let count = 0; count < 3000; count += 1) {
      const other = generateKeyPairSync('x25519');
      const theirs = Buffer.from(other.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
      const pair = createKeyPair();
      const ours = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: pair.publicBytes.toString('base64url') }, format: 'jwk' });
      const secret = diffieHellman({ privateKey: other.privateKey, publicKey: ours });
      const number = pair.secretWith(theirs);
      const [first = 0, second = 0] = number;
      const isSame = BigInt(`0x${number.toString('hex')}`) === BigInt(`0x${secret.toString('hex')}`);
      if (!isSame || first >= 0x80 || (first === 0 && second < 0x80)) seen.wrong += 1;
      if (number.length === 33) seen.withZero += 1;
      if (number.length < 32) seen.shorter += 1;
    }
    expect(seen.wrong).toBe(0);
    expect(seen.withZero).toBeGreaterThan(0);
    expect(seen.shorter).toBeGreaterThan(0);
  });

  test('is another one each time', () => {
    expect(createKeyPair().publicBytes).not.toEqual(createKeyPair().publicBytes);
  });

  test.each([
    ['too short', Buffer.alloc(31, 9)],
    ['too long', Buffer.alloc(33, 9)],
    ['of low order, with which every secret is the same', Buffer.alloc(32)],
  ])('takes no public half that is %s', (_, theirs) => {
    expect(() => createKeyPair().secretWith(theirs)).toThrow(Error);
  });
});
