import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostsThat } from '../../../src/cli/hosts-in-memory.ts';
import type { Host } from '../../../src/core/inventory.ts';

const host = (name: string, address: string, via: readonly string[]): Host => ({
  name,
  address,
  via,
  zone: 'inside',
  groups: [],
  ssh: { user: 'ops', port: 2222, keys: ['/nowhere'], agent: true },
  hostKeys: ['SHA256:nobody'],
  vars: {},
});

test('hosts that are none are entered over SSH, through their bastion, and answer by the driver', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-memory-'));
  const hosts = hostsThat((request) => `it is ${request.ask}`, [host('jump', '192.0.2.1', []), host('far', '192.0.2.2', ['jump'])], folder);
  try {
    let entered = 0;
    const session = await hosts.open('far', () => {
      entered += 1;
    });
    expect(await session.ask([{ ask: 'stat', path: '/etc' }, { ask: 'facts' }], 'login')).toEqual(['it is stat', 'it is facts']);
    expect(await session.ask([{ ask: 'stat', path: '/usr' }], { become: 'root', method: 'sudo' })).toEqual(['it is stat']);
    expect([entered, session.stats()]).toEqual([1, expect.objectContaining({ connections: 1, authentications: 1, roundTrips: 2 })]);
    // Nobody's keys but those of this server are used, and each packet was really encrypted and sent.
    expect(session.stats().bytesSent).toBeGreaterThan(1500);
    await session.close();
  } finally {
    await hosts.close();
    rmSync(folder, { recursive: true });
  }
});
