import { resolve } from 'node:path';
import type { NamedSecret } from '../core/redact.ts';
import { createAgeKeys, loadSecrets, type AgeKeys, type Secret, type SecretSources } from '../definition/site.ts';
import type { Ask } from '../transport/prompt.ts';
import { runKeyCommand } from './age-command.ts';
import type { Io } from './io.ts';

/** What of the command line says how secrets are read. */
export interface SecretOptions {
  /** File with the identity that opens age files. */
  readonly ageIdentity?: string;
}

/** Where values of secrets come from in this process. */
export interface OpenSources extends SecretSources {
  readonly age: AgeKeys;
  /** Identities and passphrases that were used so far: they must be in no output either. */
  readonly keys: readonly NamedSecret[];
}

/** Reads the values of secrets. */
export interface SecretReader {
  readonly value: (name: string) => Promise<string>;
  /** Identities and passphrases that were used so far. */
  readonly keys: readonly NamedSecret[];
}

/** The sources of this process. Nothing is read or asked before it is needed. */
export function secretSources(io: Io, options: SecretOptions, ask: Ask): OpenSources {
  const keys: NamedSecret[] = [];
  const askHidden = async (text: string): Promise<string> => (await ask({ text, secret: true })) ?? '';
  const identity = options.ageIdentity ?? said(io, 'RUNBOOK_AGE_IDENTITY');
  const command = said(io, 'RUNBOOK_AGE_COMMAND');
  const age = createAgeKeys({
    ...(identity === undefined ? {} : { identityFile: resolve(io.cwd, identity) }),
    ...(command === undefined ? {} : { command: () => runKeyCommand(io, command) }),
    ask: askHidden,
    learn: (secret) => keys.push(secret),
  });
  return { env: io.env, ask: askHidden, age, keys };
}

/** Reads the secrets of an inventory, each once. */
export function secretReader(io: Io, secrets: ReadonlyMap<string, Secret>, options: SecretOptions, ask: Ask): SecretReader {
  const sources = secretSources(io, options, ask);
  return { value: loadSecrets({ secrets }, sources), keys: sources.keys };
}

function said(io: Io, variable: string): string | undefined {
  const value = io.env[variable] ?? '';
  return value === '' ? undefined : value;
}
