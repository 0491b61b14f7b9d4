import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import ssh2, { type ClientChannel } from 'ssh2';
import { afterAll, expect, test } from 'vitest';
import { joinWrites } from '../../../src/transport/join-writes.ts';
import { objectIn } from '../../../src/transport/ssh2-insides.ts';
import { keysAllowed, makeKey, startServer } from '../../support/ssh-server.ts';

const user = makeKey();
const taken: Buffer[] = [];
let take = (_bytes: Buffer): void => undefined;
const server = await startServer({
  hostKeys: [makeKey()],
  login: keysAllowed(user),
  exec: (_command, channel) => {
    channel.on('data', (bytes: Buffer) => {
      taken.push(bytes);
      take(bytes);
    });
  },
});
const client = new ssh2.Client();
client.on('error', () => undefined);
client.connect({ host: '127.0.0.1', port: server.port, username: 'ops', privateKey: user.privateText, hostVerifier: () => true });
await once(client, 'ready');
afterAll(async () => {
  const closed = once(client, 'close');
  client.end();
  await closed;
  await server.close();
});

/** Writes the parts in one go; gives what arrived, and in how many packets. */
async function sent(
  parts: readonly Buffer[],
): Promise<{ readonly bytes: Buffer; readonly packets: number; readonly channel: ClientChannel }> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec('take', (error, one) => (error === undefined ? resolve(one) : reject(error)));
  });
  joinWrites(channel);
  taken.length = 0;
  const all = Buffer.concat(parts).length;
  const arrived = new Promise<void>((resolve) => {
    let left = all;
    take = (bytes) => {
      left -= bytes.length;
      if (left <= 0) resolve();
    };
  });
  const packets = (): number => Number(Reflect.get(objectIn(objectIn(client, '_protocol'), '_cipher') ?? {}, 'outSeqno'));
  const before = packets();
  const written = new Promise<void>((resolve) => {
    channel.cork();
    parts.forEach((part, index) => void channel.write(part, () => (index === parts.length - 1 ? resolve() : undefined)));
    channel.uncork();
  });
  await Promise.all([arrived, written]);
  return { bytes: Buffer.concat(taken), packets: packets() - before, channel };
}

test('parts that were written together go out in full packets, in order', async () => {
  const parts = Array.from({ length: 1000 }, (_, index) => randomBytes(index));
  const { bytes, packets } = await sent(parts);
  expect(bytes.equals(Buffer.concat(parts))).toBe(true);
  expect(packets).toBe(Math.ceil(bytes.length / 32_768));
});

test.each([
  ['in one part', [5_000_000]],
  ['in large parts', Array.from({ length: 50 }, () => 100_000)],
  ['in small parts', Array.from({ length: 1000 }, () => 5_000)],
  ['in parts as long as a packet', Array.from({ length: 160 }, () => 32_768)],
])('more than the window of the other side arrives whole: %s', async (_how, lengths) => {
  const parts = lengths.map((length) => randomBytes(length));
  const { bytes, channel } = await sent(parts);
  expect(bytes.equals(Buffer.concat(parts))).toBe(true);
  // What is written later comes behind it.
  const last = new Promise<Buffer>((resolve) => {
    take = resolve;
  });
  channel.write('the end');
  expect((await last).toString()).toBe('the end');
});
