import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/transport/host-key.ts';
import { storeHostKeys } from '../../../src/transport/store-host-keys.ts';
import type { Host } from '../../../src/core/inventory.ts';
import { keysAllowed, makeKey, startServer, type TestKey, type TestServer } from '../../support/ssh-server.ts';
import { failureOf, hostAt, knownLines, makeSite, type SshSite } from '../../support/ssh-site.ts';

const user = makeKey();
const ed25519 = makeKey();
const ecdsa = makeKey('ecdsa');
const rsa = makeKey('rsa');
const other = makeKey();

let site: SshSite;
const servers: TestServer[] = [];
let keys: readonly string[];

beforeEach(async () => {
  site = await makeSite();
  keys = [await site.write('id', user.privateText)];
});

afterEach(async () => {
  await site.clear();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(...hostKeys: readonly TestKey[]): Promise<TestServer> {
  const server = await startServer({ hostKeys, login: keysAllowed(user) });
  servers.push(server);
  return server;
}

describe('a host key', () => {
  it('that is not known is refused before any login, with its fingerprint and how to trust it', async () => {
    const server = await serve(ed25519);
    const failure = await failureOf(site.links([hostAt('host', server, { keys })]).enter('host'));
    expect(failure).toMatchObject({ code: 'RB4010', host: 'host' });
    expect(failure.what).toContain(fingerprint(ed25519.hostKey));
    expect(failure.mend).toContain('runbook trust host');
    expect(server.seen).toMatchObject({ attempts: [], entered: 0 });
  });

  it('that changed is refused, with both fingerprints and the line where the old one stands', async () => {
    const server = await serve(ed25519);
    const host = hostAt('host', server, { keys });
    const file = await site.write('known_hosts', `# a comment\n${knownLines([host, other])}`);
    const failure = await failureOf(site.links([host]).enter('host'));
    expect(failure).toMatchObject({ code: 'RB4011', host: 'host', source: { file, line: 2 } });
    expect(failure.what).toContain(fingerprint(ed25519.hostKey));
    expect(failure.why).toContain(fingerprint(other.hostKey));
    expect(failure.why).toContain(`${file}:2`);
    expect(server.seen.attempts).toEqual([]);
  });

  it('of the bastion is checked first: nobody behind it is contacted', async () => {
    const [bastion, target] = [await serve(ed25519), await serve(ed25519)];
    const way = hostAt('bastion', bastion, { keys });
    const host = hostAt('host', target, { keys, via: ['bastion'] });
    await site.write('known_hosts', knownLines([way, other], [host, ed25519]));
    expect(await failureOf(site.links([way, host]).enter('host'))).toMatchObject({ code: 'RB4011', host: 'bastion' });
    expect(target.seen.connections).toBe(0);
    expect(bastion.seen.attempts).toEqual([]);
  });

  it('of the target is checked though the bastion is right', async () => {
    const [bastion, target] = [await serve(ed25519), await serve(other)];
    const way = hostAt('bastion', bastion, { keys });
    const host = hostAt('host', target, { keys, via: ['bastion'] });
    await site.write('known_hosts', knownLines([way, ed25519], [host, ed25519]));
    expect(await failureOf(site.links([way, host]).enter('host'))).toMatchObject({ code: 'RB4011', host: 'host' });
    expect(target.seen.attempts).toEqual([]);
  });

  it('that is revoked is refused although it is pinned', async () => {
    const server = await serve(ed25519);
    const host = hostAt('host', server, { keys, hostKeys: [fingerprint(ed25519.hostKey)] });
    await site.write('known_hosts', `@revoked * ssh-ed25519 ${ed25519.hostKey.base64}\n`);
    expect(await failureOf(site.links([host]).enter('host'))).toMatchObject({ code: 'RB4012' });
    expect(server.seen.attempts).toEqual([]);
  });

  it.each([
    ['Ed25519', ed25519],
    ['ECDSA', ecdsa],
    ['RSA', rsa],
  ])('of one known type is asked for where the server has several: %s in known_hosts', async (_name, known) => {
    const server = await serve(ed25519, ecdsa, rsa);
    const host = hostAt('host', server, { keys });
    await site.write('known_hosts', knownLines([host, known]));
    await site.links([host]).enter('host');
    expect(server.seen).toMatchObject({ connections: 1, entered: 1 });
  });

  it.each([
    ['Ed25519', ed25519, 1],
    ['ECDSA', ecdsa, 2],
    ['RSA', rsa, 3],
  ])('that is pinned is found among several: %s', async (_name, pinned, connections) => {
    const server = await serve(ed25519, ecdsa, rsa);
    const host = hostAt('host', server, { keys, hostKeys: [fingerprint(pinned.hostKey)] });
    // The pin wins over known_hosts, which is wrong here.
    await site.write('known_hosts', knownLines([host, other]));
    await site.links([host]).enter('host');
    expect(server.seen).toMatchObject({ connections, entered: 1 });
  });

  it('other than the pinned one is refused after all types were looked at', async () => {
    const server = await serve(ed25519, rsa);
    const host = hostAt('host', server, { keys, hostKeys: [fingerprint(other.hostKey)] });
    await site.write('known_hosts', knownLines([host, ed25519]));
    const failure = await failureOf(site.links([host]).enter('host'));
    expect(failure).toMatchObject({ code: 'RB4011', host: 'host' });
    expect(failure.why).toContain(`${fingerprint(other.hostKey)} (pinned in the inventory)`);
    expect(server.seen.attempts).toEqual([]);
  });

  it('of a type that the server no longer has counts as changed', async () => {
    const server = await serve(ed25519);
    const host = hostAt('host', server, { keys });
    await site.write('known_hosts', knownLines([host, rsa]));
    const failure = await failureOf(site.links([host]).enter('host'));
    expect(failure).toMatchObject({ code: 'RB4013', host: 'host' });
    expect(failure.why).toContain(fingerprint(rsa.hostKey));
  });

  it('in the inventory wins over the one that the user has for the same address', async () => {
    const server = await serve(ed25519);
    const host = hostAt('host', server, { keys });
    const address = `[127.0.0.1]:${server.port}`;
    const users = await site.write('users', `${address} ssh-ed25519 ${other.hostKey.base64}\n`);
    await site.write('known_hosts', knownLines([host, ed25519]));
    await site.links([host], { userKnownHosts: [users] }).enter('host');
    await site.write('known_hosts', '');
    expect(await failureOf(site.links([host], { userKnownHosts: [users] }).enter('host'))).toMatchObject({ code: 'RB4011' });
  });

  it('of the user is looked up by address, never by a name that may mean another site', async () => {
    const server = await serve(ed25519);
    const host = hostAt('host', server, { keys });
    const byName = await site.write('by-name', knownLines([host, ed25519]));
    const byAddress = await site.write('by-address', `[127.0.0.1]:${server.port} ssh-ed25519 ${ed25519.hostKey.base64}\n`);
    expect(await failureOf(site.links([host], { userKnownHosts: [byName] }).enter('host'))).toMatchObject({ code: 'RB4010' });
    await site.links([host], { userKnownHosts: [byAddress] }).enter('host');
  });

  it('file that cannot be read is told of, and nobody is contacted', async () => {
    const server = await serve(ed25519);
    expect(await failureOf(site.links([hostAt('host', server, { keys })], { userKnownHosts: [site.folder] }).enter('host'))).toMatchObject({
      code: 'RB4062',
    });
    expect(server.seen.connections).toBe(0);
  });

  it('file with lines that cannot be used is told of', async () => {
    const server = await serve(ed25519);
    const host = hostAt('host', server, { keys });
    const file = await site.write(
      'known_hosts',
      `nonsense\n@cert-authority * ssh-ed25519 ${other.hostKey.base64}\n${knownLines([host, ed25519])}`,
    );
    await site.links([host]).enter('host');
    expect(site.warnings).toMatchObject([
      { code: 'RB4060', severity: 'warning', source: { file, line: 1 } },
      { code: 'RB4061', severity: 'warning', source: { file, line: 2 } },
    ]);
  });
});

describe('trust', () => {
  it('collects the keys of all types behind a bastion without a login there, stores what is confirmed, and the next try enters', async () => {
    const [bastion, target] = [await serve(ed25519), await serve(ed25519, ecdsa, rsa)];
    const way = hostAt('bastion', bastion, { keys });
    const host = hostAt('host', target, { keys, via: ['bastion'] });
    const file = await site.write('known_hosts', knownLines([way, ed25519]).trimEnd());
    const links = site.links([way, host]);
    expect(await failureOf(links.enter('host'))).toMatchObject({ code: 'RB4010' });
    const shown = await links.hostKeys('host');
    expect(shown).toEqual([ed25519, ecdsa, rsa].map((key) => key.hostKey));
    expect(target.seen).toMatchObject({ attempts: [], entered: 0 });

    await storeHostKeys(file, [{ host, keys: shown }], 'confirmed by ops\nssh-rsa injected');
    await storeHostKeys(file, [{ host, keys: shown }], 'a second time');
    const names = `host,[127.0.0.1]:${target.port}`;
    expect((await readFile(file, 'utf8')).split('\n')).toEqual([
      knownLines([way, ed25519]).trimEnd(),
      '# confirmed by ops ssh-rsa injected',
      ...[ed25519, ecdsa, rsa].map((key) => `${names} ${key.hostKey.type} ${key.hostKey.base64}`),
      '',
    ]);
    links.reloadKnownHosts();
    await links.enter('host');
    expect((await links.expectation('host')).known).toHaveLength(3);
    expect(bastion.seen.entered).toBe(1);
  });

  it('makes the file when there is none', async () => {
    const file = join(site.folder, 'new');
    const host: Host = { ...hostAt('host', { port: 22 }), address: '10.0.0.1' };
    await storeHostKeys(file, [{ host, keys: [ed25519.hostKey] }], 'note');
    expect(await readFile(file, 'utf8')).toBe(`# note\nhost,10.0.0.1 ssh-ed25519 ${ed25519.hostKey.base64}\n`);
  });

  it('leaves the old key of a host that was set up anew in the file only as a comment, and other types as they are', async () => {
    const host: Host = { ...hostAt('host', { port: 22 }), address: '10.0.0.1' };
    const other = { ...ed25519.hostKey, base64: ecdsa.hostKey.base64 };
    const file = await site.write('known_hosts', '# by hand\n');
    await storeHostKeys(file, [{ host, keys: [other, rsa.hostKey] }], 'first');
    await storeHostKeys(file, [{ host, keys: [ed25519.hostKey] }], 'set up anew');
    expect((await readFile(file, 'utf8')).split('\n')).toEqual([
      '# by hand',
      '# first',
      `# replaced: host,10.0.0.1 ssh-ed25519 ${other.base64}`,
      `host,10.0.0.1 ssh-rsa ${rsa.hostKey.base64}`,
      '# set up anew',
      `host,10.0.0.1 ssh-ed25519 ${ed25519.hostKey.base64}`,
      '',
    ]);
  });

  it('says why a host shows no key', async () => {
    const server = await serve(ed25519);
    await server.close();
    servers.pop();
    expect(await failureOf(site.links([hostAt('host', server)]).hostKeys('host'))).toMatchObject({ code: 'RB4002', host: 'host' });
  });
});
