import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/core/inventory.ts';
import type { SshLinks } from '../../../src/transport/ssh-links.ts';
import { makeKey, portOf, startServer, type TestServer } from '../../support/ssh-server.ts';
import { hostAt, knownLines, makeSite, readAll, type SshSite } from '../../support/ssh-site.ts';

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
