import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/core/inventory.ts';
import { dialTcp } from '../../../src/transport/reach.ts';
import { makeKey, keysAllowed, startServer, type ServerWish, type TestServer } from '../../support/ssh-server.ts';
import { failureOf, hostAt, knownLines, makeSite, readAll, type SshSite } from '../../support/ssh-site.ts';

const user = makeKey();
const bastionKey = makeKey();
const targetKey = makeKey();
const otherKey = makeKey();

let site: SshSite;
let servers: TestServer[];
let keyFile: string;

beforeEach(async () => {
  site = await makeSite();
  servers = [];
  keyFile = await site.write('id', user.privateText);
});

afterEach(async () => {
  await site.clear();
  await Promise.all(servers.map((server) => server.close()));
});

async function serve(wish: Partial<ServerWish> & Pick<ServerWish, 'hostKeys'>): Promise<TestServer> {
  const server = await startServer({ login: keysAllowed(user), ...wish });
  servers.push(server);
  return server;
}

describe('hosts behind a bastion', () => {
  it('reaches 50 hosts with one connection and one login at the bastion, and no failed login', async () => {
    const bastion = await serve({ hostKeys: [bastionKey] });
    const target = await serve({ hostKeys: [targetKey] });
    const way = hostAt('bastion', bastion, { keys: [keyFile] });
    const targets = Array.from({ length: 50 }, (_, index) => hostAt(`h${index}`, target, { via: ['bastion'], keys: [keyFile] }));
    await site.write('known_hosts', knownLines([way, bastionKey], ...targets.map((host) => [host, targetKey] as const)));
    const links = site.links([way, ...targets]);
    const outputs = await Promise.all(
      targets.map(async (host) => {
        const channel = await links.openChannel(host.name, `true ${host.name}`);
        channel.write('input');
        channel.end();
        return readAll(channel);
      }),
    );
    expect(outputs).toEqual(targets.map((host) => ({ output: `ran true ${host.name}\ninput`, errors: '', end: { exitCode: 0 } })));
    expect(bastion.seen).toMatchObject({ connections: 1, entered: 1, attempts: ['publickey ops'] });
    expect(target.seen).toMatchObject({ connections: 50, entered: 50 });
    expect(target.seen.attempts).toEqual(targets.map(() => 'publickey ops'));
    expect(links.stats('bastion')).toMatchObject({ connections: 1, authentications: 1 });
    expect(links.stats('h7')).toMatchObject({ connections: 1, authentications: 1 });
  });

  it('begins the first connection before anything else gets its turn', async () => {
    const bastion = await serve({ hostKeys: [bastionKey] });
    const way = hostAt('bastion', bastion, { keys: [keyFile] });
    const target = hostAt('target', bastion, { keys: [keyFile], via: ['bastion'] });
    await site.write('known_hosts', knownLines([way, bastionKey]));
    let dialled = 0;
    const dial = (host: Host): Duplex => {
      dialled += 1;
      return dialTcp(host);
    };
    site
      .links([way, target], { dial })
      .enter('target')
      .catch(() => undefined);
    // No file is waited for: whoever computes meanwhile would hold it up.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(dialled).toBe(1);
  });

  it('goes through a chain of two bastions, and uses a host that is a bastion as a target over the same connection', async () => {
    const edge = await serve({ hostKeys: [otherKey] });
    const inner = await serve({ hostKeys: [bastionKey] });
    const target = await serve({ hostKeys: [targetKey] });
    const hosts = [
      hostAt('edge', edge, { keys: [keyFile] }),
      hostAt('inner', inner, { via: ['edge'], keys: [keyFile] }),
      hostAt('host', target, { via: ['edge', 'inner'], keys: [keyFile] }),
    ] as const;
    await site.write('known_hosts', knownLines([hosts[0], otherKey], [hosts[1], bastionKey], [hosts[2], targetKey]));
    const links = site.links(hosts);
    const channels = await Promise.all(['host', 'inner', 'edge'].map((name) => links.openChannel(name, name)));
    for (const channel of channels) channel.end();
    const outputs = await Promise.all(channels.map(readAll));
    expect(outputs.map((one) => one.output)).toEqual(['ran host\n', 'ran inner\n', 'ran edge\n']);
    expect([edge, inner, target].map((server) => server.seen.entered)).toEqual([1, 1, 1]);
  });

  it('counts the bytes of each connection as they are on the wire', async () => {
    const bastion = await serve({ hostKeys: [bastionKey] });
    const target = await serve({ hostKeys: [targetKey] });
    const way = hostAt('bastion', bastion, { keys: [keyFile] });
    const host = hostAt('host', target, { via: ['bastion'], keys: [keyFile] });
    await site.write('known_hosts', knownLines([way, bastionKey], [host, targetKey]));
    const links = site.links([way, host]);
    const channel = await links.openChannel('host', 'cat');
    await channel.opened;
    const before = { host: links.stats('host'), bastion: links.stats('bastion') };
    channel.write(Buffer.alloc(100_000, 1));
    channel.end();
    const { output } = await readAll(channel);
    expect(output.length).toBe('ran cat\n'.length + 100_000);
    const after = { host: links.stats('host'), bastion: links.stats('bastion') };
    const sent = after.host.bytesSent - before.host.bytesSent;
    const sentBelow = after.bastion.bytesSent - before.bastion.bytesSent;
    // 100 000 bytes in packets of at most 32 KiB, each with a few dozen bytes around it, once for each connection.
    expect(sent).toBeGreaterThan(100_000);
    expect(sent).toBeLessThan(101_000);
    expect(sentBelow).toBeGreaterThan(sent);
    expect(sentBelow).toBeLessThan(sent + 1500);
    expect(after.host.bytesReceived - before.host.bytesReceived).toBeGreaterThan(100_000);
  });

  it('says that the bastion went away, to every command that was running behind it', async () => {
    const bastion = await serve({ hostKeys: [bastionKey] });
    const target = await serve({ hostKeys: [targetKey] });
    const way = hostAt('bastion', bastion, { keys: [keyFile] });
    const hosts = ['a', 'b'].map((name) => hostAt(name, target, { via: ['bastion'], keys: [keyFile] }));
    await site.write('known_hosts', knownLines([way, bastionKey], ...hosts.map((host) => [host, targetKey] as const)));
    const links = site.links([way, ...hosts]);
    const channels = await Promise.all(hosts.map((host) => links.openChannel(host.name, 'cat')));
    await Promise.all(channels.map((channel) => channel.opened));
    bastion.cut();
    const ends = await Promise.all(channels.map((channel) => channel.ended));
    for (const end of ends)
      expect(end).toMatchObject({ diagnostic: { code: 'RB4040', host: 'bastion', what: 'bastion lost its connection' } });
    const again = await links.openChannel('a', 'cat');
    again.end();
    expect((await readAll(again)).end).toEqual({ exitCode: 0 });
    expect(bastion.seen.entered).toBe(2);
  });

  it('fails every handshake under way when the bastion goes away, and leaves nothing hanging', async () => {
    let under = 0;
    const bastion = await serve({ hostKeys: [bastionKey] });
    const target = await serve({
      hostKeys: [targetKey],
      login: () => {
        under += 1;
        if (under === 5) bastion.cut();
      },
    });
    const way = hostAt('bastion', bastion, { keys: [keyFile] });
    const hosts = Array.from({ length: 30 }, (_, index) => hostAt(`h${index}`, target, { via: ['bastion'], keys: [keyFile] }));
    await site.write('known_hosts', knownLines([way, bastionKey], ...hosts.map((host) => [host, targetKey] as const)));
    const links = site.links([way, ...hosts]);
    const failures = await Promise.all(hosts.map((host) => failureOf(links.enter(host.name))));
    expect(new Set(failures.map((one) => `${one.code} ${one.host}`))).toEqual(new Set(['RB4040 bastion']));
  });

  it('gives the end of a killed command, its error output, and nothing of the link', async () => {
    const server = await serve({
      hostKeys: [targetKey],
      exec: (_command, channel) => {
        channel.stderr.write('no\n');
        channel.exit('TERM', false, '');
        channel.end();
      },
    });
    const host = hostAt('host', server, { keys: [keyFile] });
    await site.write('known_hosts', knownLines([host, targetKey]));
    expect(await readAll(await site.links([host]).openChannel('host', 'x'))).toEqual({
      output: '',
      errors: 'no\n',
      end: { signal: 'SIGTERM' },
    });
  });
});

describe('what a server does before the login', () => {
  it('is tried again when it hangs up at once, without a failed login', async () => {
    const server = await serve({ hostKeys: [targetKey], hangUps: 3 });
    const host = hostAt('host', server, { keys: [keyFile] });
    await site.write('known_hosts', knownLines([host, targetKey]));
    await site.links([host]).enter('host');
    expect(server.seen).toMatchObject({ connections: 4, entered: 1, attempts: ['publickey ops'] });
  });

  it('is told when it keeps hanging up', async () => {
    const server = await serve({ hostKeys: [targetKey], hangUps: 100 });
    const host = hostAt('host', server, { keys: [keyFile] });
    await site.write('known_hosts', knownLines([host, targetKey]));
    expect(await failureOf(site.links([host], { limits: { retries: 2 } }).enter('host'))).toMatchObject({ code: 'RB4005', host: 'host' });
    expect(server.seen.connections).toBe(3);
  });
});

describe('ways that do not lead to a host', () => {
  it.each([
    ['refused by the bastion', 'reject'],
    ['never answered', 'ignore'],
  ] as const)('are told: %s', async (_name, answer) => {
    const bastion = await serve({ hostKeys: [bastionKey], forward: () => answer });
    const way = hostAt('bastion', bastion, { keys: [keyFile] });
    const host = hostAt('host', { port: 2 }, { via: ['bastion'], keys: [keyFile] });
    await site.write('known_hosts', knownLines([way, bastionKey], [host, targetKey]));
    const failure = await failureOf(site.links([way, host], { limits: { connectMs: 300 } }).enter('host'));
    expect(failure).toMatchObject({ code: 'RB4001', host: 'host' });
    expect(failure.why).toContain('through bastion');
  });

  it('are tried once for all hosts behind a bastion that cannot be reached', async () => {
    const bastion = await serve({ hostKeys: [bastionKey], hangUps: 100 });
    const way = hostAt('bastion', bastion, { keys: [keyFile] });
    const hosts = ['a', 'b'].map((name) => hostAt(name, bastion, { via: ['bastion'], keys: [keyFile] }));
    await site.write('known_hosts', knownLines([way, bastionKey]));
    const links = site.links([way, ...hosts], { limits: { retries: 0 } });
    for (const host of hosts) expect(await failureOf(links.enter(host.name))).toMatchObject({ code: 'RB4005', host: 'bastion' });
    expect(bastion.seen.connections).toBe(1);
  });

  it('are tried again at the next call when no other host is behind them', async () => {
    const server = await serve({ hostKeys: [targetKey], hangUps: 1 });
    const host = hostAt('host', server, { keys: [keyFile] });
    await site.write('known_hosts', knownLines([host, targetKey]));
    const links = site.links([host], { limits: { retries: 0 } });
    expect(await failureOf(links.enter('host'))).toMatchObject({ code: 'RB4005' });
    await links.enter('host');
  });

  it('are told when nothing listens', async () => {
    const server = await serve({ hostKeys: [targetKey] });
    await server.close();
    servers.pop();
    expect(await failureOf(site.links([hostAt('host', server, { keys: [keyFile] })]).enter('host'))).toMatchObject({
      code: 'RB4002',
      host: 'host',
    });
  });
});
