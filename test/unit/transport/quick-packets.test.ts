import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2, { type CipherAlgorithm, type ClientChannel } from 'ssh2';
import { afterAll, expect, test } from 'vitest';
import { quickenPackets } from '../../../src/transport/quick-packets.ts';
import { call, objectIn } from '../../../src/transport/ssh2-insides.ts';
import { countedWire } from '../../../src/transport/wire.ts';
import { keysAllowed, makeKey, startServer } from '../../support/ssh-server.ts';

const user = makeKey();
const server = await startServer({
  hostKeys: [makeKey()],
  login: keysAllowed(user),
  exec: (_command, channel) => {
    channel.on('data', (bytes: Buffer) => channel.write(bytes));
    channel.on('end', () => channel.end());
  },
});
afterAll(() => server.close());

/** Sends each piece in a packet of its own, and gives what comes back. */
async function echoed(channel: ClientChannel, pieces: readonly Buffer[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  let left = Buffer.concat(pieces).length;
  const whole = Promise.withResolvers<void>();
  const take = (part: Buffer): void => {
    parts.push(part);
    left -= part.length;
    if (left <= 0) whole.resolve();
  };
  channel.on('data', take);
  for (const piece of pieces) channel.write(piece);
  await whole.promise;
  channel.off('data', take);
  return Buffer.concat(parts);
}

test.each<readonly [CipherAlgorithm, boolean]>([
  ['aes128-gcm@openssh.com', true],
  ['aes256-gcm@openssh.com', true],
  ['aes128-ctr', false],
])('packets of %s arrive, of every length, and after the keys were changed', async (cipher, isQuickened) => {
  const client = new ssh2.Client();
  client.on('error', () => undefined);
  let exchanges = 0;
  client.on('handshake', () => {
    exchanges += 1;
    quickenPackets(client);
  });
  client.connect({
    sock: countedWire(connect(server.port, '127.0.0.1'), setImmediate).stream,
    username: 'ops',
    privateKey: user.privateText,
    hostVerifier: () => true,
    algorithms: { cipher: [cipher] },
  });
  await once(client, 'ready');
  const used = objectIn(objectIn(client, '_protocol'), '_cipher') ?? {};
  expect(Object.hasOwn(used, 'encrypt')).toBe(isQuickened);
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec('echo', (error, one) => (error === undefined ? resolve(one) : reject(error)));
  });
  for (const round of [1, 2]) {
    expect(exchanges).toBe(round);
    // More packets than the last byte of the counter can tell apart, and lengths that need every padding.
    const pieces = [...Array.from({ length: 300 }, (_, index) => index + 1), 40_000, 20_000, 9_000, 32_768, 300_000].map((length) =>
      randomBytes(length),
    );
    expect((await echoed(channel, pieces)).equals(Buffer.concat(pieces))).toBe(true);
    if (round === 2) break;
    const changed = once(client, 'handshake');
    call(objectIn(client, '_protocol') ?? {}, 'rekey');
    await changed;
  }
  const closed = once(client, 'close');
  client.end();
  await closed;
});
