import { resolve } from 'node:path';
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
}

/** Reads the values of secrets; each is masked from then on. */
export type SecretReader = (name: string) => Promise<string>;

/** The sources of this process. Nothing is read or asked before it is needed. */
export function secretSources(io: Io, options: SecretOptions, ask: Ask): OpenSources {
  const askHidden = async (text: string): Promise<string> => (await ask({ text, secret: true })) ?? '';
  const identity = options.ageIdentity ?? said(io, 'RUNBOOK_AGE_IDENTITY');
  const command = said(io, 'RUNBOOK_AGE_COMMAND');
  const age = createAgeKeys({
    ...(identity === undefined ? {} : { identityFile: resolve(io.cwd, identity) }),
    ...(command === undefined ? {} : { command: () => runKeyCommand(io, command) }),
    ask: askHidden,
    learn: (secret) => io.secrets.add([secret]),
  });
  return { env: io.env, ask: askHidden, age };
}

/** Reads the secrets of an inventory, each once. */
export function secretReader(io: Io, secrets: ReadonlyMap<string, Secret>, options: SecretOptions, ask: Ask): SecretReader {
  const load = loadSecrets({ secrets }, secretSources(io, options, ask));
  return async (name) => {
    const value = await load(name);
    io.secrets.add([{ name, value }]);
    return value;
  };
}

function said(io: Io, variable: string): string | undefined {
  const value = io.env[variable] ?? '';
  return value === '' ? undefined : value;
}
