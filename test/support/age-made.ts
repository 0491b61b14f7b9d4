import { chmodSync, writeFileSync } from 'node:fs';
import { armor, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';

/** A pair of keys of age. */
export interface AgePair {
  readonly identity: string;
  readonly recipient: string;
}

/** Makes a pair. */
export async function makePair(): Promise<AgePair> {
  const identity = await generateIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** An age file as another program writes it, binary. */
export function encryptTo(content: string | Uint8Array, ...recipients: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}

/** The same with a passphrase; with little work for scrypt, so that tests end. */
export function encryptWith(passphrase: string, content: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(8);
  return encrypter.encrypt(content);
}

/** The file in letters. */
export function armored(bytes: Uint8Array): string {
  return armor.encode(bytes);
}

/** Writes a file that its owner alone may read. */
export function writePrivate(file: string, content: string | Uint8Array): string {
  writeFileSync(file, content);
  chmodSync(file, 0o600);
  return file;
}
