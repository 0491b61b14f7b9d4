import { Client, type ServerHostKeyAlgorithm } from 'ssh2';
import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { openWire, type Entrance } from './enter.ts';
import { explainHandshake } from './handshake-failures.ts';
import { ALGORITHMS, type Hop } from './hop.ts';
import { hostKeyOf, type HostKey } from './host-key.ts';
import { KEY_GROUPS } from './trusted-keys.ts';

/**
 * Asks a host for its keys, one connection for each type, without logging in; the host proves that it holds them. It proves no more: the
 * operator must compare fingerprints. Rejects with a RunbookError when the host cannot be reached or shows no key.
 */
export async function collectHostKeys(
  all: Pick<Entrance, 'limits' | 'counts' | 'closing' | 'dial'>,
  host: Host,
  below: Hop | undefined,
): Promise<readonly HostKey[]> {
  const keys: HostKey[] = [];
  let refusal: RunbookError | undefined;
  for (const types of KEY_GROUPS) {
    const found = await keyOfType(all, host, below, types);
    if (found instanceof RunbookError) refusal = found;
    else keys.push(found);
  }
  if (keys.length === 0 && refusal !== undefined) throw refusal;
  return keys;
}

/** Shakes hands up to the login and takes the key. Resolves with an error when the host has no key of the types; rejects when it cannot be reached. */
async function keyOfType(
  all: Pick<Entrance, 'limits' | 'counts' | 'closing' | 'dial'>,
  host: Host,
  below: Hop | undefined,
  types: readonly ServerHostKeyAlgorithm[],
): Promise<HostKey | RunbookError> {
  const wire = await openWire(all, host, below);
  return new Promise((resolve) => {
    const client = new Client();
    let key: HostKey | undefined;
    let trouble: unknown;
    let late = false;
    const finish = (proved: boolean): void => {
      clearTimeout(timer);
      const phase = late ? 'timeout' : key === undefined ? 'before header' : 'key exchange';
      const expectation = { pins: [], known: [], revoked: [] };
      resolve(
        proved && key !== undefined
          ? key
          : explainHandshake({ host, expectation, phase, trouble, banner: '', greeting: wire.greeting(), below: below?.lost() }),
      );
      client.end();
      client.destroy();
    };
    const timer = setTimeout(() => {
      late = true;
      finish(false);
    }, all.limits.handshakeMs);
    client.on('error', (error) => {
      trouble = error;
      finish(false);
    });
    client.on('close', () => finish(false));
    client.on('handshake', () => finish(true));
    client.connect({
      sock: wire.stream,
      username: host.ssh.user,
      // Nobody logs in here.
      authHandler: [],
      algorithms: { ...ALGORITHMS, serverHostKey: [...types] },
      readyTimeout: 0,
      hostVerifier: (bytes: Buffer): boolean => {
        key = hostKeyOf(bytes);
        return true;
      },
    });
  });
}
