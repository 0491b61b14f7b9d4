import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../core/inventory.ts';
import type { Request } from '../core/request.ts';
import type { Identity } from '../core/resource.ts';
import type { ReadyStep, Session, Transport } from '../core/session.ts';
import type { Links } from '../transport/channel.ts';
import { serverInMemory } from '../transport/server-in-memory.ts';
import { askingOrder } from '../transport/shell/asking-order.ts';
import { createSession } from '../transport/shell/session.ts';
import { sshLinks } from '../transport/ssh-links.ts';

/** What a host says to a question. */
export type Answer = (request: Request) => string;

/** A marker, and what can follow it. */
const END_BYTES = 24;

/** What the driver tells: its kind, words, and a text. */
type Told = readonly [kind: string, words: string, text: string];

/** What each command on a host is to tell next. A command names its marker, so no two are the same. */
type Due = Map<string, Told[]>;

/**
 * Hosts that are none: they are entered over SSH, through their bastions, at a server of this process, are asked by the driver's own session, and say that they do
 * all that they are told. `folder` is for the keys, which nobody else has.
 */
export function hostsThat(answer: Answer, hosts: readonly Host[], folder: string): Transport {
  const due: Due = new Map();
  const server = serverInMemory((command, channel) => {
    const [marker = ''] = /rb[0-9a-f]{12}/u.exec(command) ?? [];
    let isReady = false;
    let end = Buffer.alloc(0);
    // It tells what is due when it was sent something whole: that ends with the marker, and with a checksum behind it where it is compressed.
    channel.on('data', (bytes: Buffer) => {
      end = Buffer.concat([end, bytes]).subarray(-END_BYTES);
      if (!end.includes(marker)) return;
      end = Buffer.alloc(0);
      const told: readonly Told[] = [...(isReady ? [] : [['ready', '', ''] as const]), ...(due.get(command)?.splice(0) ?? [])];
      isReady = true;
      channel.write(told.map(([kind, words, text]) => `${marker} ${kind} ${Buffer.byteLength(text)} ${words}\n${text}\n`).join(''));
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
      return Promise.resolve(hostThat(name, answer, links, due));
    },
    forget: (name) => links.forget(name),
    openAnew: () => Promise.reject(new Error('nobody is entered anew')),
    close: () => links.close(),
  };
}

function hostThat(name: string, answer: Answer, links: Links, due: Due): Session {
  const accounts = new Map<string, Told[]>();
  let dueNow: Told[] = [];
  const session = createSession(name, {
    openChannel: (command) => {
      due.set(command, dueNow);
      return links.openChannel(name, command);
    },
    stats: () => links.stats(name),
    becomePassword: () => undefined,
  });
  const tell = (identity: Identity, told: readonly Told[]): void => {
    const account = identity === 'login' ? '' : identity.become;
    dueNow = accounts.get(account) ?? [];
    accounts.set(account, dueNow);
    dueNow.push(...told);
  };
  return {
    ...session,
    ask: (requests, identity) => {
      const answers = askingOrder(requests).map(({ request }) => answer(request));
      // Nobody is asked nothing.
      if (requests.length > 0) tell(identity, [['answers', '', inLengths(answers)]]);
      return session.ask(requests, identity);
    },
    run: () => Promise.resolve({ exitCode: 0, output: '' }),
    async execute(steps, identity, onProgress, logLine, claim) {
      tell(identity, [...steps.flatMap((step, number) => carriedOut(step, String(number))), ['over', '0', '']]);
      // What it looks like afterwards, or with a key of its own, such a host cannot know.
      const blind = steps.map(({ after: _after, keyed: _keyed, ...step }): ReadyStep => step);
      return session.execute(blind, identity, onProgress, logLine, claim);
    },
  };
}

/** Answers as the driver gives them: each behind its length. */
function inLengths(answers: readonly string[]): string {
  return answers.map((text) => `${Buffer.byteLength(text)}\n${text}\n`).join('');
}

/** What the driver tells of a step that it has carried out. */
function carriedOut(step: ReadyStep, number: string): readonly Told[] {
  return [
    ['begin', number, ''],
    ...(step.keep === undefined ? [] : [['kept', number, ''] as const]),
    ['changed', number, inLengths(step.requests.map(() => 'absent'))],
  ];
}
