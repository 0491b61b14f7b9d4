import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostsThat } from '../../../src/cli/hosts-in-memory.ts';
import { sha256 } from '../../../src/core/digest.ts';
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

test('what goes to several of them at once arrives whole, though its memory is given back when it was sent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-memory-'));
  const far = ['2', '3', '4', '5'].map((end) => host(`far-${end}`, `192.0.2.${end}`, ['jump']));
  const hosts = hostsThat(() => 'absent', [host('jump', '192.0.2.1', []), ...far], folder);
  const noise = Array.from({ length: 300 }, (_, index) => sha256(`${index}`)).join('');
  try {
    const sessions = await Promise.all(far.map(({ name }) => hosts.open(name, () => undefined)));
    for (const path of ['/', `/${noise}`]) {
      const answers = await Promise.all(sessions.map((session) => session.ask([{ ask: 'exists', path }], 'login')));
      expect(answers).toEqual(far.map(() => ['absent']));
    }
    await Promise.all(sessions.map((session) => session.close()));
  } finally {
    await hosts.close();
    rmSync(folder, { recursive: true });
  }
});
