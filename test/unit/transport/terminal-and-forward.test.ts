import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeKey, keysAllowed, portOf, startServer, type TestServer } from '../../support/ssh-server.ts';
import { failureOf, hostAt, knownLines, makeSite, readAll, type SshSite } from '../../support/ssh-site.ts';
import { diagnosticOf } from '../../../src/transport/failures.ts';
import type { SshLinks } from '../../../src/transport/ssh-links.ts';

const user = makeKey();
const hostKey = makeKey();

let site: SshSite;
let server: TestServer;
let links: SshLinks;

beforeEach(async () => {
  site = await makeSite();
  server = await startServer({ hostKeys: [hostKey], login: keysAllowed(user) });
  const host = hostAt('host', server, { keys: [await site.write('id', user.privateText)] });
  await site.write('known_hosts', knownLines([host, hostKey]));
  links = site.links([host]);
});

afterEach(async () => {
  await site.clear();
  await server.close();
});

it('opens a terminal with the login shell, tells its size, and tells when the size changes', async () => {
  const terminal = await links.openTerminal('host', { term: 'xterm', rows: 24, columns: 80 });
  terminal.resize({ rows: 50, columns: 132 });
  terminal.write('typed');
  terminal.end();
  expect(await readAll(terminal)).toEqual({ output: 'ran the login shell\ntyped', errors: '', end: { exitCode: 0 } });
  expect(server.seen.windows).toEqual(['24x80', '50x132']);
});

it('runs a command in a terminal', async () => {
  const terminal = await links.openTerminal('host', { term: 'xterm', rows: 24, columns: 80 }, 'top');
  terminal.end();
  expect((await readAll(terminal)).output).toBe('ran top\n');
});

it('leads a local port through the host, and back, until it is closed', async () => {
  const service = createServer((socket) => socket.on('data', (bytes) => socket.end(`got ${bytes.toString()}`)));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const forward = await links.forward('host', { address: '127.0.0.1', port: portOf(service) }, () => undefined);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(forward.port, '127.0.0.1', () => socket.write('hello'));
    socket.on('data', (bytes) => resolve(bytes.toString()));
    socket.on('error', reject);
  });
  expect(answer).toBe('got hello');
  await forward.close();
  await new Promise((resolve) => service.close(resolve));
  await expect(
    new Promise((resolve, reject) => connect(forward.port, '127.0.0.1', () => resolve('open')).on('error', reject)),
  ).rejects.toThrow('ECONNREFUSED');
});

it('says when the host does not reach the end of a forward', async () => {
  let tell = (_error: unknown): void => undefined;
  const failed = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const forward = await links.forward('host', { address: '127.0.0.1', port: 1 }, (error) => tell(error));
  connect(forward.port, '127.0.0.1').on('error', () => undefined);
  expect(diagnosticOf(await failed)).toMatchObject({ code: 'RB4001', host: '127.0.0.1:1' });
  await forward.close();
});

it('refuses a host that is not in the inventory', async () => {
  expect(await failureOf(links.openChannel('stranger', 'true'))).toMatchObject({ code: 'RB4090' });
});

it('after it was closed: running commands are told so, and nothing new is opened', async () => {
  const channel = await links.openChannel('host', 'cat');
  await channel.opened;
  await links.close();
  expect(await channel.ended).toMatchObject({ diagnostic: { code: 'RB4042' } });
  expect(await failureOf((await links.openChannel('host', 'cat')).opened)).toMatchObject({ code: 'RB4042' });
});

it('closing ends what is still connecting', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const host = hostAt('silent', { port: portOf(silent) });
  const connecting = site.links([host]);
  const failure = failureOf(connecting.enter('silent'));
  await new Promise((resolve) => silent.once('connection', resolve));
  await connecting.close();
  expect(await failure).toMatchObject({ code: 'RB4042', host: 'silent' });
  await new Promise((resolve) => silent.close(resolve));
});
