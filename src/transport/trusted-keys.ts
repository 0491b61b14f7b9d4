import { readFileSync } from 'node:fs';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { fieldOf, messageOf } from './failures.ts';
import { fingerprint, type HostKey } from './host-key.ts';
import { knownHostName, parseKnownHosts, type KnownHost, type KnownHostsFile, type UnusedLine } from './known-hosts.ts';

/** What is known of a host's keys before it is asked. */
export interface Expectation {
  /** Pinned fingerprints; when there are any, nothing else counts. */
  readonly pins: readonly string[];
  /** Lines of the first file that knows the host. */
  readonly known: readonly KnownHost[];
  /** Lines of any file that revoke a key for it. */
  readonly revoked: readonly KnownHost[];
}

/** Whether the key that a host showed is its own. */
export type Verdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly pins: readonly string[]; readonly known: readonly KnownHost[] }
  | { readonly kind: 'revoked'; readonly by: KnownHost };

/** The host keys that the operator trusts. */
export interface TrustedKeys {
  expect(host: Host): Expectation;
  readonly unused: readonly UnusedLine[];
}

/**
 * Reads known_hosts files, in order of precedence; one that is not there knows nobody. A host is looked up by its address, in a file of the
 * inventory (the first ones, `named`) by its name too. Read at once: each of the steps of reading in the background would wait until whatever is computed
 * meanwhile gives its turn away, before the first connection is begun.
 */
export function readTrustedKeys(named: readonly string[], users: readonly string[]): TrustedKeys {
  const read = (file: string): KnownHostsFile => parseKnownHosts(file, textOf(file));
  const [ours, theirs] = [named.map(read), users.map(read)];
  return {
    unused: [...ours, ...theirs].flatMap((file) => file.unused),
    expect(host) {
      const address = knownHostName(host.address, host.ssh.port);
      const found = [...ours.map((file) => file.about(host.name, address)), ...theirs.map((file) => file.about(address))];
      return {
        pins: host.hostKeys,
        known: found.map((entries) => entries.filter((entry) => !entry.revoked)).find((entries) => entries.length > 0) ?? [],
        revoked: found.flat().filter((entry) => entry.revoked),
      };
    },
  };
}

/** Compares the key that a host showed with what is known of it. */
export function judgeKey(expectation: Expectation, key: HostKey): Verdict {
  const revoking = expectation.revoked.find((entry) => entry.key.base64 === key.base64);
  if (revoking !== undefined) return { kind: 'revoked', by: revoking };
  const { pins, known } = expectation;
  if (pins.length > 0) return pins.includes(fingerprint(key)) ? { kind: 'known' } : { kind: 'changed', pins, known: [] };
  if (known.length === 0) return { kind: 'unknown' };
  return known.some((entry) => entry.key.base64 === key.base64) ? { kind: 'known' } : { kind: 'changed', pins: [], known };
}

/** Signature algorithms by type of key, best first. SHA-1 (`ssh-rsa` as an algorithm) is left out. */
const ALGORITHMS: readonly (readonly [type: string, algorithms: readonly ServerHostKeyAlgorithm[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
];

/** Groups of key types that a server may have one of each. */
export const KEY_GROUPS: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
];

/**
 * Key types to accept, one list for each connection that may be needed. A server shows only one of its keys, by the client's preference:
 * when types are known, only those are accepted, else another key of the same server would look like a changed one. A pin does not tell
 * its type, so each group is tried in turn.
 */
export function keyOffers(expectation: Expectation): readonly (readonly ServerHostKeyAlgorithm[])[] {
  if (expectation.pins.length > 0) return KEY_GROUPS;
  const types = new Set(expectation.known.map((entry) => entry.key.type));
  const known = ALGORITHMS.filter(([type]) => types.has(type)).flatMap(([, algorithms]) => algorithms);
  return [known.length > 0 ? known : KEY_GROUPS.flat()];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (fieldOf(error, 'code') === 'ENOENT') return '';
    throw new RunbookError({
      code: 'RB4062',
      severity: 'error',
      what: `${file} cannot be read`,
      why: `Without it nobody knows which host keys are trusted: ${messageOf(error)}.`,
      mend: 'Make it a file that you may read.',
    });
  }
}
