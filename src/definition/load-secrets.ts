import { readFile, stat } from 'node:fs/promises';
import { RunbookError } from '../core/diagnostic.ts';
import { hasSentinel } from '../core/hole.ts';
import type { AgeKeys } from './age-keys.ts';
import type { Secret, Site } from './model.ts';
import { mistake } from './problem.ts';

/** How secrets are reached that stand in no file. */
export interface SecretSources {
  /** The controller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks a person without showing what is typed. */
  ask(question: string): Promise<string>;
  /** Opens files that are encrypted with age. */
  readonly age: Pick<AgeKeys, 'open'>;
}

/**
 * Reads secrets when they are first needed, each once. The value of a file, encrypted or not, ends before its last line break. Rejects with a RunbookError that
 * names the secret, never its value.
 */
export function loadSecrets(site: Pick<Site, 'secrets'>, sources: SecretSources): (name: string) => Promise<string> {
  const values = new Map<string, Promise<string>>();
  return (name) => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const value = readSecret(site.secrets.get(name), name, sources);
    values.set(name, value);
    return value;
  };
}

async function readSecret(secret: Secret | undefined, name: string, sources: SecretSources): Promise<string> {
  if (secret === undefined) throw new RunbookError(mistake('RB1400', `there is no secret "${name}" in the inventory`));
  return checkSecretValue(secret, await readOrigin(secret, sources));
}

/** Gives the value back when it can be one of that secret; throws RB1402 and RB1007. */
export function checkSecretValue({ name, source }: Secret, value: string): string {
  if (value === '') throw new RunbookError(mistake('RB1402', `the secret "${name}" is empty`, source, { mend: 'give it a value' }));
  if (hasSentinel(value) || value.includes('\0'))
    throw new RunbookError(
      mistake('RB1007', `the secret "${name}" has a character that must not stand in it (U+0000, U+E000 or U+E001)`, source),
    );
  return value;
}

/** The bytes of a secret as a text, which ends before its last line break. Throws RB1417 when they are no UTF-8. */
export function secretText({ name, source }: Secret, bytes: Uint8Array): string {
  try {
    return withoutLastBreak(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new RunbookError(mistake('RB1417', `the secret "${name}" is no text in UTF-8`, source, { mend: 'give it as a text' }));
  }
}

function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/u, '');
}

async function readOrigin(secret: Secret, sources: SecretSources): Promise<string> {
  const { origin, name, source } = secret;
  if (origin.from === 'prompt') return sources.ask(origin.question);
  if (origin.from === 'env') {
    const value = sources.env[origin.variable];
    if (value === undefined)
      throw new RunbookError(
        mistake('RB1402', `the secret "${name}" is to come from the environment, and ${origin.variable} is not set`, source, {
          mend: `set ${origin.variable} before you start, or name a file`,
        }),
      );
    return value;
  }
  if (origin.from === 'age')
    return secretText(secret, (await sources.age.open(origin.path, { what: `the secret "${name}"`, source })).content);
  try {
    await refuseOpenFile(secret, origin.path);
    return withoutLastBreak(await readFile(origin.path, 'utf8'));
  } catch (error) {
    if (error instanceof RunbookError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new RunbookError(
      mistake('RB1400', `the file of the secret "${name}" cannot be read: ${origin.path} (${reason})`, source, {
        mend: 'make the file with mode 0600, or name another origin',
      }),
    );
  }
}

async function refuseOpenFile(secret: Secret, path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw new RunbookError(
    mistake('RB1401', `the file of the secret "${secret.name}" has mode ${octal}: others may read it`, secret.source, {
      mend: `chmod 0600 ${path}`,
    }),
  );
}
