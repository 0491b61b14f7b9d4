import { readFile } from 'node:fs/promises';
import { RunbookError, type Source } from '../core/diagnostic.ts';
import { sha256 } from '../core/digest.ts';
import { mistake } from './problem.ts';

/** A file of the format age v1 (C2SP, age.md; https://age-encryption.org/v1), of which the header was read. */
export interface AgeFile {
  /** Absolute path. */
  readonly path: string;
  /** The file in its binary form. */
  readonly bytes: Uint8Array;
  /** True when a passphrase opens it; then nothing else does. */
  readonly hasPassphrase: boolean;
  /** For how many keys it was written. */
  readonly recipients: number;
  /** Which list of recipients it was written for, see `recipientsMark`; undefined when another program wrote it. */
  readonly mark?: string;
}

/** What an age file is to the reader of a message, and where it is named. */
export interface AgeSubject {
  /** `the secret "registry.password"`. */
  readonly what: string;
  readonly source?: Source;
}

/** A secret is a short text; a larger file is none. */
const LARGEST_BYTES = 1024 * 1024;
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
const MAGIC = 'age-encryption.org/v1\n';
/** Type of the stanza that says which list a file was written for. It opens nothing: programs pass over types that they do not know. */
const MARK_STANZA = 'runbook-recipients';

/** True when the bytes begin as an age file does, binary or armored. */
export function looksLikeAge(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1').trimStart();
  return head.startsWith(ARMOR) || head.startsWith(MAGIC);
}

/** Reads a file and its header. Throws RB1400 when it is not there, RB1412 when it is no age file. */
export async function readAgeFile(path: string, subject: AgeSubject): Promise<AgeFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new RunbookError(
      mistake('RB1400', `the file of ${subject.what} cannot be read: ${path} (${reason})`, subject.source, {
        mend: 'make it with `runbook secrets set NAME`, or correct its path',
      }),
    );
  }
  return parseAgeFile(path, bytes, subject);
}

/** The same for bytes that were read already. */
export async function parseAgeFile(path: string, content: Uint8Array, subject: AgeSubject): Promise<AgeFile> {
  if (content.length > LARGEST_BYTES) throw damaged(path, subject, `it is larger than ${LARGEST_BYTES} bytes`);
  const bytes = await withoutArmor(path, content, subject);
  const stanzas = stanzasOf(bytes);
  if (stanzas === undefined) throw damaged(path, subject, 'it has no header of age v1');
  const mark = stanzas.find(([type]) => type === MARK_STANZA)?.[1];
  return {
    path,
    bytes,
    hasPassphrase: stanzas.some(([type]) => type === 'scrypt'),
    recipients: stanzas.filter(([type]) => type !== MARK_STANZA).length,
    ...(mark === undefined ? {} : { mark }),
  };
}

/** What opens a file: identities, or a passphrase. */
export type AgeKey = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** The content of an age file; undefined when the key does not open it. Throws RB1412 when the file is damaged. */
export async function openAgeFile(file: AgeFile, key: AgeKey, subject: AgeSubject): Promise<Uint8Array | undefined> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
  else for (const identity of key.identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(file.bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    if (reason.startsWith('no identity matched')) return undefined;
    throw damaged(file.path, subject, reason);
  }
}

/** A text as an armored age file for these recipients, at least one; each must have been checked. */
export async function writeAge(content: string | Uint8Array, recipients: readonly string[]): Promise<string> {
  const { armor, Encrypter, Stanza } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  encrypter.addRecipient({ wrapFileKey: () => [new Stanza([MARK_STANZA, recipientsMark(recipients)], new Uint8Array())] });
  return armor.encode(await encrypter.encrypt(content));
}

/** Tells one list of recipients from another, in whatever order: the beginning of its SHA-256. */
export function recipientsMark(recipients: readonly string[]): string {
  return sha256([...new Set(recipients)].sort().join('\n')).slice(0, 16);
}

async function withoutArmor(path: string, content: Uint8Array, subject: AgeSubject): Promise<Uint8Array> {
  const text = Buffer.from(content).toString('latin1');
  if (!text.trimStart().startsWith(ARMOR)) return content;
  const { armor } = await import('age-encryption');
  try {
    return armor.decode(text);
  } catch (error) {
    throw damaged(path, subject, error instanceof Error ? `its armor: ${error.message}` : 'its armor');
  }
}

/** Arguments of each stanza of the header. Lines of their bodies are base64 and never begin with `-`. */
function stanzasOf(bytes: Uint8Array): readonly (readonly string[])[] | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.indexOf('\n--- ');
  if (!text.startsWith(MAGIC) || end < 0) return undefined;
  const lines = text.slice(0, end).split('\n');
  return lines.filter((line) => line.startsWith('-> ')).map((line) => line.slice(3).split(' '));
}

/** RB1412. `reason` never has anything of the content. */
function damaged(path: string, subject: AgeSubject, reason: string): RunbookError {
  return new RunbookError(
    mistake('RB1412', `the file of ${subject.what} is damaged or no age file: ${path}`, subject.source, {
      why: reason,
      mend: 'bring it back from a copy, or write it anew with `runbook secrets set NAME`',
    }),
  );
}
