import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../core/inventory.ts';
import type { Request } from '../core/request.ts';
import type { ReadyStep, Session, StepProgress, StepResult, Transport } from '../core/session.ts';
import type { Links } from '../transport/channel.ts';
import { serverInMemory } from '../transport/server-in-memory.ts';
import { askingOrder } from '../transport/shell/asking-order.ts';
import { createSession } from '../transport/shell/session.ts';
import { sshLinks } from '../transport/ssh-links.ts';

/** What a host says to a question. */
export type Answer = (request: Request) => string;

/** What each command on a host is to answer next. A command names its marker, so no two are the same. */
type Asked = Map<string, string[]>;

/**
 * Hosts that are none: they are entered over SSH, through their bastions, at a server of this process, are asked by the driver's own session, and say that they do
 * all that they are told. `folder` is for the keys, which nobody else has.
 */
export function hostsThat(answer: Answer, hosts: readonly Host[], folder: string): Transport {
  const asked: Asked = new Map();
  const server = serverInMemory((command, channel) => {
    const [marker = ''] = /rb[0-9a-f]{12}/u.exec(command) ?? [];
    const record = (kind: string, text: string): string => `${marker} ${kind} ${Buffer.byteLength(text)} \n${text}\n`;
    let before = record('ready', '');
    // It is ready when it is first written to, and then answers what was asked.
    channel.on('data', () => {
      const texts = asked.get(command)?.splice(0) ?? [];
      channel.write(before + texts.map((text) => record('answers', text)).join(''));
      before = '';
    });
    channel.on('end', () => channel.end());
  });
  const [key, known] = [join(folder, 'key'), join(folder, 'known_hosts')];
  writeFileSync(key, server.loginKey.private, { mode: 0o600 });
  writeFileSync(known, hosts.map(({ address }) => `${address} ${server.hostKey.public}\n`).join(''));
  const links = sshLinks({
    hosts: hosts.map((host) => ({ ...host, hostKeys: [], ssh: { ...host.ssh, port: 22, keys: [key], agent: false } })),
    inventoryKnownHosts: [known],
    userKnownHosts: [],
    agentSocket: undefined,
    askPassword: false,
    ask: () => Promise.resolve(undefined),
    warn: () => undefined,
    dial: () => server.dial(),
  });
  return {
    open: (name, onEntered) => {
      links.enter(name).then(onEntered, () => undefined);
      return Promise.resolve(hostThat(name, answer, links, asked));
    },
    forget: (name) => links.forget(name),
    openAnew: () => Promise.reject(new Error('nobody is entered anew')),
    close: () => links.close(),
  };
}

function hostThat(name: string, answer: Answer, links: Links, asked: Asked): Session {
  // What each account was asked, answered as the driver does: each answer behind its length.
  const accounts = new Map<string, string[]>();
  let texts: string[] = [];
  const session = createSession(name, {
    openChannel: (command) => {
      asked.set(command, texts);
      return links.openChannel(name, command);
    },
    stats: () => links.stats(name),
    becomePassword: () => undefined,
  });
  return {
    ...session,
    ask: (requests, identity) => {
      const account = identity === 'login' ? '' : identity.become;
      texts = accounts.get(account) ?? [];
      accounts.set(account, texts);
      const answers = askingOrder(requests).map(({ request }) => answer(request));
      texts.push(answers.map((text) => `${Buffer.byteLength(text)}\n${text}\n`).join(''));
      return session.ask(requests, identity);
    },
    run: () => Promise.resolve({ exitCode: 0, output: '' }),
    execute: (steps, _identity, onProgress) => Promise.resolve(steps.map((step) => carryOut(step, onProgress))),
  };
}

function carryOut(step: ReadyStep, onProgress: (progress: StepProgress) => void): StepResult {
  onProgress({ kind: 'begin', id: step.id });
  const result: StepResult = { id: step.id, status: 'changed', answers: step.requests.map(() => 'absent'), durationMs: 1 };
  onProgress({ kind: 'end', result });
  return result;
}
