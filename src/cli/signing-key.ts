import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { agentKeys } from '../transport/agent.ts';
import { fingerprint, hostKeyOf, keyTypeName, type HostKey } from '../transport/host-key.ts';
import type { Io } from './io.ts';

/** A key that ssh-keygen can sign with. */
export interface SigningKey {
  /** How the operator knows it: the path, or type and fingerprint. */
  readonly label: string;
  /** Where it is: a key file (private, or public with the private half in the agent), or in the agent, known by its public half (`TYPE BASE64`). */
  readonly place: { readonly file: string } | { readonly publicKey: string };
}

interface Candidate extends SigningKey {
  readonly key: HostKey;
}

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/**
 * The key to sign with: the one that is named; else, of those in the agent and those of ~/.ssh that ssh(1) takes by itself, the only one that stands in
 * allowed_signers; where none does, the only one of the agent, or without an agent the only one of ~/.ssh. Throws RB6041.
 */
export async function chooseSigningKey(io: Io, named: string | undefined, allowedSigners: string | undefined): Promise<SigningKey> {
  if (named !== undefined) return namedKey(io, named);
  const held = await keysOfAgent(io);
  const kept = keysOfHome(io).filter((one) => !held.some((other) => other.key.base64 === one.key.base64));
  const allowed = wordsOf(allowedSigners);
  const listed = [...held, ...kept].filter((one) => allowed.has(one.key.base64));
  const candidates = [listed, held, kept].find((some) => some.length > 0) ?? [];
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  throw unclear(
    'it is not clear which key to sign with',
    only === undefined
      ? `the agent holds no key, and there is none in ${join(io.home, '.ssh')} (${DEFAULT_KEYS.join(', ')})`
      : `there are ${candidates.length}: ${candidates.map((one) => one.label).join(', ')}`,
  );
}

function namedKey(io: Io, named: string): SigningKey {
  const path = resolve(io.cwd, named);
  // A key that lives only in an agent may be named by its private half, of which only the public one is there.
  const file = [path, `${path}.pub`].find((one) => statSync(one, { throwIfNoEntry: false })?.isFile() === true);
  if (file === undefined) throw unclear(`there is no key ${named}`, `neither ${path} nor ${path}.pub is a file`);
  return { label: named, place: { file } };
}

async function keysOfAgent(io: Io): Promise<readonly Candidate[]> {
  const socket = io.env['SSH_AUTH_SOCK'] ?? '';
  // Without an agent that answers, keys on disk are looked for.
  const keys = socket === '' ? [] : await agentKeys(socket).catch(() => []);
  return keys.map(({ publicKey, comment }) => {
    const key = hostKeyOf(publicKey);
    const label = `${keyTypeName(key.type)} ${fingerprint(key)}${comment === '' ? '' : ` (${comment})`}`;
    return { key, label, place: { publicKey: `${key.type} ${key.base64}` } };
  });
}

function keysOfHome(io: Io): readonly Candidate[] {
  return DEFAULT_KEYS.flatMap((name) => {
    const file = join(io.home, '.ssh', name);
    if (!existsSync(file) || !existsSync(`${file}.pub`)) return [];
    const [type = '', base64 = ''] = readFileSync(`${file}.pub`, 'utf8').trim().split(/\s+/u);
    return [{ key: { type, base64 }, label: file, place: { file } }];
  });
}

function wordsOf(file: string | undefined): ReadonlySet<string> {
  return new Set(file === undefined || !existsSync(file) ? [] : readFileSync(file, 'utf8').split(/\s+/u));
}

function unclear(what: string, why: string): RunbookError {
  return new RunbookError({
    code: 'RB6041',
    severity: 'error',
    what,
    why,
    mend: 'name a private key file, or a public key file whose private half the agent holds: --sign=KEY, or --key KEY of `runbook sign`',
  });
}
