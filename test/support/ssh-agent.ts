import { createServer } from 'node:net';
import ssh2, { AgentProtocol, type ParsedKey } from 'ssh2';
import type { TestKey } from './ssh-server.ts';

/** An ssh agent in this process. */
export interface TestAgent {
  /** Public keys (base64) for which it signed. */
  readonly signed: string[];
  close(): Promise<void>;
}

/** Starts an agent that holds the keys, at a socket path. */
export async function startAgent(socketPath: string, keys: readonly TestKey[]): Promise<TestAgent> {
  const held = keys.map((key) => parsed(key.privateText, key.passphrase));
  const signed: string[] = [];
  const server = createServer((socket) => {
    const agent = new AgentProtocol(false);
    agent.on('identities', (request) => agent.getIdentitiesReply(request, held));
    agent.on('sign', (request, publicKey, data, options) => {
      const key = held.find((one) => one.getPublicSSH().equals(publicKey.getPublicSSH()));
      if (key === undefined) return agent.failureReply(request);
      signed.push(key.getPublicSSH().toString('base64'));
      agent.signReply(request, key.sign(data, options.hash));
    });
    agent.on('error', () => socket.destroy());
    socket.on('error', () => undefined);
    socket.pipe(agent).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return { signed, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function parsed(text: string, passphrase: string | undefined): ParsedKey {
  const key = ssh2.utils.parseKey(text, passphrase);
  if (key instanceof Error) throw key;
  return key;
}
