import { duplexPair, type Duplex } from 'node:stream';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { workIn } from './ssh2-insides.ts';

/** A pair of keys as OpenSSH writes them. */
export interface KeyTexts {
  readonly private: string;
  readonly public: string;
}

/** An SSH server of this process, which listens nowhere. It stands for every host and every bastion, and lets everybody in. */
export interface ServerInMemory {
  readonly hostKey: KeyTexts;
  /** A key that somebody may log in with. */
  readonly loginKey: KeyTexts;
  /** Gives the client's end of a new connection. */
  dial(): Duplex;
}

/** Makes one. `serve` is told of each command that a client starts. */
export function serverInMemory(serve: (command: string, channel: ServerChannel) => void): ServerInMemory {
  const hostKey = makeKey();
  const server = new ssh2.Server({ hostKeys: [hostKey.private], ident: 'OpenSSH_9.9' });
  // Its type asks for a socket; it takes any stream.
  const connect = workIn(server, 'injectSocket');
  server.on('connection', (client: Connection) => {
    client.on('error', () => undefined);
    client.on('authentication', (attempt) => attempt.accept());
    client.on('tcpip', (accept: () => ServerChannel) => void connect?.(accept()));
    client.on('session', (acceptSession) => {
      acceptSession().on('exec', (accept: () => ServerChannel, _reject: () => void, { command }: { command: string }) =>
        serve(command, accept()),
      );
    });
  });
  return {
    hostKey,
    loginKey: makeKey(),
    dial() {
      const [ours, theirs] = duplexPair();
      // As the system does: the memory of what was sent is given back (`own-memory.ts`).
      const write = ours._write.bind(ours);
      ours._write = (chunk: Buffer, encoding, done) => write(Buffer.from(chunk), encoding, done);
      setImmediate(() => {
        connect?.(theirs);
        ours.emit('connect');
      });
      return ours;
    },
  };
}

function makeKey(): KeyTexts {
  const made = ssh2.utils.generateKeyPairSync('ed25519');
  // ssh2 writes one key in some hundreds so that it cannot read it itself.
  return ssh2.utils.parseKey(made.private) instanceof Error ? makeKey() : made;
}
