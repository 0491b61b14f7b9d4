import { readFileSync } from 'node:fs';
import ssh2, { type ParsedKey } from 'ssh2';
import { RunbookError } from '../core/diagnostic.ts';
import { messageOf } from './failures.ts';
import type { Ask } from './prompt.ts';

/** What a key file that the operator named turned out to be. */
export type KeyFile =
  /** A private key, ready to sign. */
  | { readonly kind: 'private'; readonly key: ParsedKey }
  /** Only the public half can be read: an agent may hold the other. */
  | { readonly kind: 'public'; readonly publicKey: Buffer };

const PASSPHRASE_TRIES = 3;

/**
 * Reads a key file. `heldByAgent` says whether the agent holds a public key: then a passphrase is not asked for. Rejects when the file
 * cannot be read, is no key, or its passphrase is not given.
 */
export async function readKeyFile(path: string, ask: Ask, heldByAgent: (publicKey: Buffer) => boolean): Promise<KeyFile> {
  const text = readKeyText(path);
  const publicKey = publicHalf(text) ?? publicHalf(textBeside(path) ?? '');
  const key = parseKey(text);
  if (!(key instanceof Error)) return key.isPrivateKey() ? { kind: 'private', key } : { kind: 'public', publicKey: key.getPublicSSH() };
  if (!/no passphrase given/u.test(key.message)) throw unusable(path, key.message);
  if (publicKey !== undefined && heldByAgent(publicKey)) return { kind: 'public', publicKey };
  for (let tries = 0; tries < PASSPHRASE_TRIES; tries += 1) {
    const passphrase = await ask({ text: `Passphrase of ${path}`, secret: true });
    if (passphrase === undefined) break;
    const opened = parseKey(text, passphrase);
    if (!(opened instanceof Error)) return { kind: 'private', key: opened };
  }
  throw new RunbookError({
    code: 'RB4026',
    severity: 'error',
    what: `the key ${path} is locked`,
    why: 'Its passphrase was not given, or not rightly.',
    mend: `Give the passphrase when asked, or load the key into an agent: ssh-add ${path}`,
  });
}

/** Reads a private or public key; the error says why it cannot. */
function parseKey(text: string, passphrase?: string): ParsedKey | Error {
  try {
    return ssh2.utils.parseKey(text, passphrase);
  } catch (error) {
    return new Error(messageOf(error));
  }
}

/** At once, as known_hosts: see `readTrustedKeys`. */
function readKeyText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // A key that lives only in an agent is named by its public half.
    const beside = textBeside(path);
    if (beside !== undefined) return beside;
    throw unusable(path, messageOf(error));
  }
}

/** The public half in a file of its own; undefined where it cannot be read. */
function textBeside(path: string): string | undefined {
  try {
    return readFileSync(`${path}.pub`, 'utf8');
  } catch {
    return undefined;
  }
}

function unusable(path: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB4025',
    severity: 'error',
    what: `the key ${path} cannot be used`,
    why,
    mend: 'Name a private key file in OpenSSH or PEM format that you may read (ssh.key in the inventory, or --private-key).',
  });
}

/** The public key inside a locked private key of OpenSSH's format (PROTOCOL.key), or of a public key file; else undefined. */
function publicHalf(text: string): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/u.exec(text)?.[1];
  if (body === undefined) {
    const key = text === '' || text.includes('PRIVATE KEY') ? undefined : parseKey(text);
    return key === undefined || key instanceof Error ? undefined : key.getPublicSSH();
  }
  const bytes = Buffer.from(body, 'base64');
  let offset = 'openssh-key-v1\0'.length;
  const next = (): Buffer => {
    const length = offset + 4 <= bytes.length ? bytes.readUInt32BE(offset) : 0;
    const value = bytes.subarray(offset + 4, offset + 4 + length);
    offset += 4 + length;
    return value;
  };
  next(); // cipher
  next(); // key derivation
  next(); // its options
  offset += 4; // number of keys, always 1
  const found = next();
  return found.length > 0 ? found : undefined;
}
