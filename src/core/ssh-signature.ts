/** What an SSH signature says of itself (PROTOCOL.sshsig of OpenSSH). Nothing of it is proved. */
export interface SshSignature {
  readonly namespace: string;
  /** Public key or certificate, as it travels (RFC 4253, section 6.6). */
  readonly publicKey: Buffer;
}

/** Longest armored text that is read, in characters. RSA with 16384 bits and a large certificate stay below it. */
export const LONGEST_SIGNATURE = 16 * 1024;

const ARMOR = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/u;
const MAGIC = 'SSHSIG';
const VERSION = 1;

/** Reads an armored signature; undefined when the text is none, is too long, or holds anything besides. */
export function readSshSignature(armored: string): SshSignature | undefined {
  if (armored.length > LONGEST_SIGNATURE) return undefined;
  const body = ARMOR.exec(armored)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  const head = MAGIC.length + 4;
  if (bytes.length < head || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC || bytes.readUInt32BE(MAGIC.length) !== VERSION)
    return undefined;
  // Public key, namespace, reserved, hash algorithm, signature.
  const [publicKey, namespace, , hash, signature] = readStrings(bytes, head);
  if (publicKey === undefined || namespace === undefined || hash === undefined || signature === undefined) return undefined;
  return { publicKey, namespace: namespace.toString('latin1') };
}

/** The length-prefixed strings (RFC 4251, section 5) from an offset to the end; none at all when they do not end where the bytes end. */
function readStrings(bytes: Buffer, from: number): readonly Buffer[] {
  const strings: Buffer[] = [];
  let offset = from;
  while (offset + 4 <= bytes.length) {
    const end = offset + 4 + bytes.readUInt32BE(offset);
    if (end > bytes.length) return [];
    strings.push(bytes.subarray(offset + 4, end));
    offset = end;
  }
  return offset === bytes.length ? strings : [];
}
