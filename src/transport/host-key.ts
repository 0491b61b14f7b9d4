import { createHash } from 'node:crypto';

/** A public host key as it travels (RFC 4253, section 6.6). */
export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` … */
  readonly type: string;
  /** Base64 of the key, as in known_hosts. */
  readonly base64: string;
}

/** Reads a host key from its bytes. The type is the first length-prefixed text in it. */
export function hostKeyOf(bytes: Buffer): HostKey {
  const length = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  return { type: bytes.subarray(4, 4 + length).toString('latin1'), base64: bytes.toString('base64') };
}

/** `SHA256:` and the base64 of the digest without padding, as ssh-keygen(1) -l prints it. */
export function fingerprint(key: HostKey): string {
  return `SHA256:${createHash('sha256').update(Buffer.from(key.base64, 'base64')).digest('base64').replace(/=+$/u, '')}`;
}

/** How people call the type of a key: `ED25519`, `ECDSA`, `RSA`. */
export function keyTypeName(type: string): string {
  if (type.startsWith('ecdsa-sha2-')) return 'ECDSA';
  return type.replace(/^ssh-/u, '').toUpperCase();
}
