import { createConnection, createServer, type Server as NetServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import { hostKeyOf, type HostKey } from '../../src/transport/host-key.ts';

/** A key pair made for a test. */
export interface TestKey {
  readonly privateText: string;
  readonly publicText: string;
  readonly hostKey: HostKey;
  readonly passphrase: string | undefined;
}

/** Makes a key pair; a passphrase only for Ed25519. */
export function makeKey(type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519', passphrase?: string): TestKey {
  const { utils } = ssh2;
  const lock = { passphrase: passphrase ?? '', cipher: 'aes256-ctr', rounds: 4 };
  const locked = passphrase !== undefined;
  const pair =
    type === 'rsa'
      ? utils.generateKeyPairSync('rsa', { bits: 2048 })
      : type === 'ecdsa'
        ? utils.generateKeyPairSync('ecdsa', { bits: 256 })
        : locked
          ? utils.generateKeyPairSync('ed25519', lock)
          : utils.generateKeyPairSync('ed25519');
  const parsed = ssh2.utils.parseKey(pair.public);
  // ssh2 writes one Ed25519 key in some hundreds so that it cannot read it itself.
  if (parsed instanceof Error) return makeKey(type, passphrase);
  return { privateText: pair.private, publicText: pair.public, hostKey: hostKeyOf(parsed.getPublicSSH()), passphrase };
}

/** How a test server behaves. */
export interface ServerWish {
  readonly hostKeys: readonly TestKey[];
  /** Decides about each attempt to log in. */
  readonly login?: (attempt: AuthContext) => void;
  /** What a forward is answered with: connected, or the reason by RFC 4254, section 5.1. */
  readonly forward?: (address: string, port: number) => 'connect' | 'reject' | 'ignore';
  /** Runs a command. */
  readonly exec?: (command: string, channel: ServerChannel) => void;
  /** Connections that are hung up at once, before any of them is served. */
  readonly hangUps?: number;
  readonly greeting?: string;
}

/** What a server saw. */
export interface Seen {
  connections: number;
  /** Attempts to log in, as `METHOD USER`; a key that was only asked about does not count. */
  readonly attempts: string[];
  entered: number;
  /** Sizes of terminals, as `ROWSxCOLUMNS`. */
  readonly windows: string[];
}

/** A server on 127.0.0.1. */
export interface TestServer {
  readonly port: number;
  readonly seen: Seen;
  /** Cuts all connections. */
  cut(): void;
  close(): Promise<void>;
}

/** Accepts the keys in the list, and nothing else. */
export function keysAllowed(...keys: readonly TestKey[]): (attempt: AuthContext) => void {
  const allowed = new Set(keys.map((key) => key.hostKey.base64));
  return (attempt) => {
    if (attempt.method === 'publickey' && allowed.has(attempt.key.data.toString('base64'))) attempt.accept();
    else attempt.reject(['publickey']);
  };
}

/** Says what was run, gives standard input back, and ends with 0. */
function echo(command: string, channel: ServerChannel): void {
  channel.write(`ran ${command}\n`);
  channel.on('data', (bytes: Buffer) => channel.write(bytes));
  channel.on('end', () => {
    channel.exit(0);
    channel.end();
  });
}

/** Starts an SSH server in this process. */
export async function startServer(wish: ServerWish): Promise<TestServer> {
  const seen: Seen = { connections: 0, attempts: [], entered: 0, windows: [] };
  const open = new Set<Socket>();
  const server = new ssh2.Server({
    hostKeys: wish.hostKeys.map((key) => key.privateText),
    ...(wish.greeting === undefined ? {} : { greeting: wish.greeting }),
  });
  let hangUps = wish.hangUps ?? 0;
  server.on('connection', (client) => serve(client, wish, seen));
  const front = createServer({ noDelay: true }, (socket) => {
    seen.connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    if (hangUps > 0) {
      hangUps -= 1;
      socket.destroy();
    } else server.injectSocket(socket);
  });
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(front),
    seen,
    cut,
    close: () =>
      new Promise((resolve) => {
        cut();
        front.close(() => resolve());
      }),
  };
}

/** The port on which a server listens. */
export function portOf(server: NetServer): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
}

function serve(client: Connection, wish: ServerWish, seen: Seen): void {
  client.on('error', () => undefined);
  client.on('authentication', (attempt) => {
    const asked = attempt.method === 'publickey' && attempt.signature === undefined;
    if (!asked && attempt.method !== 'none') seen.attempts.push(`${attempt.method} ${attempt.username}`);
    if (wish.login === undefined) attempt.accept();
    else wish.login(attempt);
  });
  client.on('ready', () => {
    seen.entered += 1;
  });
  client.on('session', (acceptSession) => {
    const session = acceptSession();
    const sized = (acceptSize: (() => void) | undefined, _reject: unknown, size: { rows: number; cols: number }): void => {
      seen.windows.push(`${size.rows}x${size.cols}`);
      acceptSize?.();
    };
    session.on('pty', sized);
    session.on('window-change', sized);
    session.on('exec', (accept: () => ServerChannel, _reject: unknown, run: { command: string }) =>
      (wish.exec ?? echo)(run.command, accept()),
    );
    session.on('shell', (accept: () => ServerChannel) => (wish.exec ?? echo)('the login shell', accept()));
  });
  client.on('tcpip', (accept, reject, to) => {
    const answer = wish.forward?.(to.destIP, to.destPort) ?? 'connect';
    if (answer === 'reject') reject();
    if (answer !== 'connect') return;
    const socket = createConnection({ host: to.destIP, port: to.destPort, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      const channel = accept();
      channel.on('error', () => undefined);
      channel.on('close', () => socket.destroy());
      socket.pipe(channel).pipe(socket);
    });
  });
}
