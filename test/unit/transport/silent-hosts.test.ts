import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/core/inventory.ts';
import { createSession } from '../../../src/transport/shell/session.ts';
import type { SshLinks } from '../../../src/transport/ssh-links.ts';
import { makeKey, portOf, startServer, type TestServer } from '../../support/ssh-server.ts';
import { failureOf, hostAt, knownLines, makeSite, readAll, type SshSite } from '../../support/ssh-site.ts';

const bastionKey = makeKey();
/** Each host has a key of its own: hosts of one key count as one server. */
const targetKeys = Array.from({ length: 10 }, () => makeKey());

let site: SshSite;
let servers: readonly TestServer[];
let bastion: TestServer;
let silent: Server;

beforeAll(async () => {
  site = await makeSite();
  servers = await Promise.all(targetKeys.map((key) => startServer({ hostKeys: [key] })));
  bastion = await startServer({ hostKeys: [bastionKey] });
  // Takes connections and never says a word.
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, resolve));
});

afterAll(async () => {
  await site.clear();
  await Promise.all([bastion, ...servers].map((one) => one.close()));
  silent.close();
});

/** How long it takes until every live host has run a command, when it stands behind so many silent ones. */
async function timeOfLive(silentHosts: number, via: readonly string[]): Promise<{ readonly ms: number; readonly links: SshLinks }> {
  const keys = [await site.write('id', makeKey().privateText)];
  const way = hostAt('bastion', bastion, { keys });
  const mute = Array.from({ length: silentHosts }, (_, index): Host =>
    hostAt(`mute${index}`, { port: portOf(silent) }, { address: `127.0.55.${index + 1}`, via, keys }),
  );
  const live = servers.map((server, index) => hostAt(`live${index}`, server, { via, keys }));
  const known = live.flatMap((host, index) => {
    const key = targetKeys[index];
    return key === undefined ? [] : [[host, key] as const];
  });
  await site.write('known_hosts', knownLines([way, bastionKey], ...known));
  const links = site.links([way, ...mute, ...live]);
  const startMs = performance.now();
  for (const host of mute) links.enter(host.name).catch(() => undefined);
  for (const host of live) {
    const channel = await links.openChannel(host.name, 'x');
    channel.end();
    await readAll(channel);
  }
  return { ms: performance.now() - startMs, links };
}

describe.each([
  ['directly', []],
  ['through a bastion', ['bastion']],
])('hosts that take a connection and never answer, %s', (_, via) => {
  it('do not delay the others', { timeout: 60_000 }, async () => {
    const alone = await timeOfLive(0, via);
    const beside = await timeOfLive(40, via);
    // 24 of the silent ones are over the limit, and cost 10 ms of patience each; the time limit of a handshake is 30 s.
    expect(beside.ms).toBeLessThan(alone.ms * 2 + 2000);
    await beside.links.close();
  });
});

/** A way to a server on which nothing goes any more from some moment on, and no end is told: as when a cable is pulled. */
async function severable(port: number): Promise<{ readonly port: number; sever(): void; close(): void }> {
  const open = new Set<Socket>();
  const way = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, noDelay: true });
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(way),
    sever: () => {
      for (const socket of open) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of open) socket.destroy();
      way.close();
    },
  };
}

describe('a host that was entered and then says nothing', { timeout: 60_000 }, () => {
  /** What is said of a host whose command says nothing; `isCut`: nor does its connection, or that of the bastion. */
  async function saidOf(isCut: 'host' | 'bastion' | undefined): Promise<unknown> {
    const own = await makeSite();
    const [keyOfHost, keyOfBastion] = [makeKey(), makeKey()];
    const begun = Promise.withResolvers<undefined>();
    const [server, jump] = await Promise.all([
      startServer({ hostKeys: [keyOfHost], exec: () => begun.resolve(undefined) }),
      startServer({ hostKeys: [keyOfBastion] }),
    ]);
    const ways = { host: await severable(server.port), bastion: await severable(jump.port) };
    const keys = [await own.write('id', makeKey().privateText)];
    const bastionHost = hostAt('bastion', ways.bastion, { keys });
    const host = hostAt('mute', ways.host, { via: ['bastion'], keys });
    await own.write('known_hosts', knownLines([bastionHost, keyOfBastion], [host, keyOfHost]));
    const links = own.links([bastionHost, host]);
    const session = createSession('mute', {
      openChannel: (command) => links.openChannel('mute', command),
      stats: () => links.stats('mute'),
      becomePassword: () => undefined,
    });
    const asked = failureOf(session.ask([{ ask: 'exists', path: '/' }], 'login'));
    await begun.promise;
    // So that the answer to the command is there.
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (isCut !== undefined) ways[isCut].sever();
    const { code, host: about } = await asked;
    await own.clear();
    ways.host.close();
    ways.bastion.close();
    await Promise.all([server.close(), jump.close()]);
    return [code, about];
  }

  it('has a command that waits where its connection answers; else it, or the bastion, is not reached any more', async () => {
    expect(await Promise.all([saidOf(undefined), saidOf('host'), saidOf('bastion')])).toEqual([
      ['RB5006', 'mute'],
      ['RB4040', 'mute'],
      ['RB4040', 'bastion'],
    ]);
  });
});
