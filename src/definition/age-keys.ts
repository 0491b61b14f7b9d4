import { readFile, stat } from 'node:fs/promises';
import { RunbookError } from '../core/diagnostic.ts';
import type { NamedSecret } from '../core/mask.ts';
import { looksLikeAge, openAgeFile, parseAgeFile, readAgeFile, type AgeFile, type AgeSubject } from './age-file.ts';
import { mistake } from './problem.ts';

/** Where the keys to age files come from. */
export interface AgeKeySources {
  /** File with identities; absolute path. It wins over `command`. */
  readonly identityFile?: string;
  /** Runs the command that prints identities, and gives what it printed; undefined when none was named. */
  readonly command?: () => Promise<string>;
  /** Asks a person without showing what is typed; an empty text when nobody answers. */
  ask(question: string): Promise<string>;
  /** Is told each identity and passphrase before it is used, so that it can be kept out of all output. */
  learn(secret: NamedSecret): void;
}

/** Opens age files. Identities are read when the first file needs them, once; a passphrase is asked for once and tried on every file that has one. */
export interface AgeKeys {
  /** Reads and opens a file. Rejects with RB1400, RB1410 to RB1413 and RB1416. */
  open(path: string, subject: AgeSubject): Promise<{ readonly file: AgeFile; readonly content: Uint8Array }>;
  /** The public halves of the identities that were read so far. */
  recipients(): Promise<readonly string[]>;
}

/** Makes what opens age files. */
export function createAgeKeys(sources: AgeKeySources): AgeKeys {
  const passphrases: string[] = [];
  let identities: Promise<readonly string[]> | undefined;
  let questions: Promise<unknown> = Promise.resolve();

  async function byPassphrase(file: AgeFile, subject: AgeSubject): Promise<Uint8Array> {
    for (const passphrase of passphrases) {
      const content = await openAgeFile(file, { passphrase }, subject);
      if (content !== undefined) return content;
    }
    const passphrase = await sources.ask(`Passphrase of ${file.path}`);
    if (passphrase !== '') sources.learn({ name: 'age passphrase', value: passphrase });
    const content = passphrase === '' ? undefined : await openAgeFile(file, { passphrase }, subject);
    if (content === undefined) throw wrongPassphrase(file, subject, passphrase === '');
    passphrases.push(passphrase);
    return content;
  }

  /** One question after the other: the first answer may open all of them. */
  function inTurn(file: AgeFile, subject: AgeSubject): Promise<Uint8Array> {
    const turn = questions.then(() => byPassphrase(file, subject));
    questions = turn.catch(() => undefined);
    return turn;
  }

  async function readIdentities(): Promise<readonly string[]> {
    const { identityFile, command } = sources;
    if (identityFile !== undefined) return parse(await readIdentityFile(identityFile), identityFile);
    if (command !== undefined) return parse(await command(), 'what the command of RUNBOOK_AGE_COMMAND printed');
    throw new RunbookError(
      mistake('RB1410', 'there is no key to open age files with', undefined, {
        mend: 'name the file of your identity with --age-identity FILE or RUNBOOK_AGE_IDENTITY, or a command that prints it with RUNBOOK_AGE_COMMAND',
      }),
    );
  }

  async function readIdentityFile(path: string): Promise<string> {
    const bytes = await readPrivate(path);
    if (!looksLikeAge(bytes)) return bytes.toString('utf8');
    const subject = { what: 'the identity' };
    const file = await parseAgeFile(path, bytes, subject);
    if (!file.hasPassphrase) throw unusable(path, 'it is encrypted to a key; only a passphrase can protect it');
    return Buffer.from(await inTurn(file, subject)).toString('utf8');
  }

  async function parse(text: string, where: string): Promise<readonly string[]> {
    const { identityToRecipient } = await import('age-encryption');
    const found: string[] = [];
    for (const [index, written] of text.split('\n').entries()) {
      const line = written.trim();
      if (line === '' || line.startsWith('#')) continue;
      // Also what cannot be used is nothing that anybody should read.
      sources.learn({ name: 'age identity', value: line });
      try {
        await identityToRecipient(line);
      } catch {
        throw unusable(where, `line ${index + 1} is no identity (AGE-SECRET-KEY-1…)`);
      }
      found.push(line);
    }
    if (found.length === 0) throw unusable(where, 'no identity is in it (a line AGE-SECRET-KEY-1…)');
    return found;
  }

  return {
    async open(path, subject) {
      const file = await readAgeFile(path, subject);
      if (file.hasPassphrase) return { file, content: await inTurn(file, subject) };
      identities ??= readIdentities();
      const content = await openAgeFile(file, { identities: await identities }, subject);
      if (content === undefined) throw wrongIdentity(file, subject);
      return { file, content };
    },
    async recipients() {
      if (identities === undefined) return [];
      const { identityToRecipient } = await import('age-encryption');
      return Promise.all((await identities).map((identity) => identityToRecipient(identity)));
    },
  };
}

/** The bytes of a file that only its owner may read. Throws RB1416. */
async function readPrivate(path: string): Promise<Buffer> {
  let bytes: Buffer;
  let mode: number;
  try {
    mode = (await stat(path)).mode & 0o777;
    bytes = await readFile(path);
  } catch (error) {
    throw unusable(path, error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read');
  }
  if ((mode & 0o077) !== 0)
    throw unusable(path, `its mode is ${mode.toString(8).padStart(4, '0')}: others may read it`, `chmod 0600 ${path}`);
  return bytes;
}

function unusable(
  where: string,
  why: string,
  mend = 'make a key with age-keygen -o FILE, keep it with mode 0600, and name that file',
): RunbookError {
  return new RunbookError(mistake('RB1416', `the age identity cannot be used: ${where}`, undefined, { why, mend }));
}

function wrongIdentity(file: AgeFile, subject: AgeSubject): RunbookError {
  return new RunbookError(
    mistake('RB1411', `your identity does not open ${subject.what}: ${file.path}`, subject.source, {
      why: `it was written for ${file.recipients === 1 ? 'another key' : `${file.recipients} other keys`}, or its header is damaged`,
      mend: 'name the right identity, or let somebody who can read it add your age1… line to age_recipients and say `runbook secrets rotate`',
    }),
  );
}

function wrongPassphrase(file: AgeFile, subject: AgeSubject, isMissing: boolean): RunbookError {
  return new RunbookError(
    mistake('RB1413', `${isMissing ? 'nobody gave the passphrase' : 'this is not the passphrase'} of ${file.path}`, subject.source, {
      why: `it protects ${subject.what}`,
      mend: isMissing ? 'start it in a terminal and type the passphrase' : 'start again and type the right one',
    }),
  );
}
