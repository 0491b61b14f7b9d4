import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAgent, type TestAgent } from '../../support/ssh-agent.ts';
import { keysAllowed, makeKey, startServer, type TestKey, type TestServer } from '../../support/ssh-server.ts';
import { failureOf, hostAt, knownLines, makeSite, type SshSite } from '../../support/ssh-site.ts';

const user = makeKey();
const others = [makeKey(), makeKey('rsa'), makeKey(), makeKey()] as const;
const locked = makeKey('ed25519', 'secret');
const hostKey = makeKey();

let site: SshSite;
let server: TestServer;
let agents: TestAgent[];
let offered: string[];

beforeEach(async () => {
  site = await makeSite();
  agents = [];
  offered = [];
  server = await startServer({
    hostKeys: [hostKey],
    login: (attempt) => {
      if (attempt.method === 'publickey' && attempt.signature === undefined) offered.push(attempt.key.data.toString('base64'));
      keysAllowed(user)(attempt);
    },
  });
});

afterEach(async () => {
  await site.clear();
  await server.close();
  await Promise.all(agents.map((agent) => agent.close()));
});

/** Logs in at the server with an agent that holds these keys. */
async function enterWith(held: readonly TestKey[], named: readonly string[], useAgent = true): Promise<unknown> {
  const agentSocket = join(site.folder, 'agent');
  agents.push(await startAgent(agentSocket, held));
  const host = hostAt('host', server, { keys: named, agent: useAgent });
  await site.write('known_hosts', knownLines([host, hostKey]));
  return site.links([host], { agentSocket }).enter('host');
}

const bases = (keys: readonly TestKey[]): string[] => keys.map((key) => key.hostKey.base64);

describe('the agent', () => {
  it('offers its keys when none is named', async () => {
    await enterWith([others[0], user], []);
    expect(offered).toEqual(bases([others[0], user]));
    expect(agents[0]?.signed).toEqual(bases([user]));
  });

  it('offers only the first few keys, since a server counts each as a failed login', async () => {
    expect(await failureOf(enterWith([...others, user], []))).toMatchObject({ code: 'RB4020', host: 'host' });
    // The RSA key is offered with both of its signature algorithms.
    expect([...new Set(offered)]).toEqual(bases(others.slice(0, 3)));
  });

  it('offers nothing but the named key, found by its public half', async () => {
    const path = await site.write('id', user.publicText);
    await enterWith([...others, user], [path]);
    expect(offered).toEqual(bases([user]));
  });

  it('finds the public half beside a private key that is not there', async () => {
    await site.write('id.pub', user.publicText);
    await enterWith([...others, user], [join(site.folder, 'id')]);
    expect(offered).toEqual(bases([user]));
  });

  it('signs for a locked key file, so that no passphrase is asked for', async () => {
    const path = await site.write('id', locked.privateText);
    expect(await failureOf(enterWith([...others, locked], [path]))).toMatchObject({ code: 'RB4020' });
    expect(offered).toEqual(bases([locked]));
    expect(site.asked).toEqual([]);
  });

  it('is not used where the inventory says so', async () => {
    expect(await failureOf(enterWith([user], [], false))).toMatchObject({ code: 'RB4022' });
    expect(offered).toEqual([]);
  });

  it('that does not answer is told of', async () => {
    const host = hostAt('host', server, { agent: true });
    await site.write('known_hosts', knownLines([host, hostKey]));
    expect(await failureOf(site.links([host], { agentSocket: join(site.folder, 'nothing') }).enter('host'))).toMatchObject({
      code: 'RB4028',
    });
  });
});
