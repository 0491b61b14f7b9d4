import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import type { Links } from './channel.ts';
import { closing } from './closing.ts';
import { collectHostKeys } from './collect-host-keys.ts';
import { enterHost, type Entrance } from './enter.ts';
import { openForward, type Forward, type ForwardTarget } from './forward.ts';
import { hopChains } from './hop-chains.ts';
import { closedHop, type Hop } from './hop.ts';
import type { HostKey } from './host-key.ts';
import { loginKeys } from './keys.ts';
import type { UnusedLine } from './known-hosts.ts';
import { CONNECT_LIMITS, type ConnectLimits } from './limits.ts';
import { linkCounts } from './link-counts.ts';
import { paceOf, type Pace } from './pace.ts';
import { sharedPasswords } from './passwords.ts';
import type { Ask } from './prompt.ts';
import { openedAhead, openSession, type SessionWish } from './session-channel.ts';
import { dialTcp, LoginVoid, type Dial } from './reach.ts';
import type { Terminal } from './ssh-channel.ts';
import { waitingChannel, type WaitingChannel } from './waiting-channel.ts';
import { readTrustedKeys, type Expectation, type TrustedKeys } from './trusted-keys.ts';

/** What connections over SSH are made of. */
export interface SshOptions {
  readonly hosts: readonly Host[];
  /** known_hosts files of the inventory, first wins; looked up by name and address. */
  readonly inventoryKnownHosts: readonly string[];
  /** The user's known_hosts files; looked up by address. */
  readonly userKnownHosts: readonly string[];
  /** Socket of the ssh agent (SSH_AUTH_SOCK); undefined without one. */
  readonly agentSocket: string | undefined;
  /** True when a password may be asked for (`--ask-pass`). */
  readonly askPassword: boolean;
  /** Asks the operator: passphrases, the password, and what hosts ask. Called for one question at a time. */
  readonly ask: Ask;
  /** Told of lines in known_hosts that are not used. */
  readonly warn: (diagnostic: Diagnostic) => void;
  readonly limits?: Partial<ConnectLimits>;
  /** Over TCP when there is none. */
  readonly dial?: Dial;
}

/** Connections to hosts over SSH, each bastion entered once and shared. */
export interface SshLinks extends Links {
  /** An interactive terminal: the command in it, or the login shell. */
  openTerminal(host: string, terminal: NonNullable<SessionWish['terminal']>, command?: string): Promise<Terminal>;
  /** A local port that leads through a host to where it can reach. `onFailure` is told of each connection that fails. */
  forward(host: string, target: ForwardTarget, onFailure: (error: unknown) => void): Promise<Forward>;
  /** The keys that a host shows, without logging in to it; the hops on the way are checked and logged in to. */
  hostKeys(host: string): Promise<readonly HostKey[]>;
  /** What is known of a host's keys now. */
  expectation(host: string): Promise<Expectation>;
  /** Reads known_hosts anew, and tries again what was refused; for when keys were stored. */
  reloadKnownHosts(): void;
}

/** Makes connections over SSH. Nothing is connected, read or asked before it is needed. */
export function sshLinks(options: SshOptions): SshLinks {
  const limits: ConnectLimits = { ...CONNECT_LIMITS, ...options.limits };
  const ask = oneAtATime(options.ask);
  return linksWith(options, {
    keys: loginKeys({ ask, agentSocket: options.agentSocket, agentLimit: limits.agentKeys }),
    passwords: sharedPasswords(async (user) => (options.askPassword ? ask({ text: `SSH password of ${user}`, secret: true }) : undefined)),
    ask,
    limits,
    counts: linkCounts(),
    plain: new Set<string>(),
    paces: new Map(),
  });
}

/** What links have in common with those that are made anew. */
type Shared = Pick<Entrance, 'keys' | 'passwords' | 'ask' | 'limits' | 'counts' | 'plain'> & { readonly paces: Map<string, Pace> };

function linksWith(options: SshOptions, shared: Shared): SshLinks {
  const { limits, counts, paces } = shared;
  const end = closing();
  const entrance = { ...shared, closing: end, dial: options.dial ?? dialTcp };
  const hosts = new Map(options.hosts.map((host) => [host.name, host]));
  let trusted: TrustedKeys | undefined;

  const trustedKeys = (): TrustedKeys => {
    if (trusted === undefined) {
      trusted = readTrustedKeys(options.inventoryKnownHosts, options.userKnownHosts);
      for (const line of trusted.unused) options.warn(unusedLine(line));
    }
    return trusted;
  };

  const hostOf = (name: string): Host => {
    const host = hosts.get(name);
    if (host === undefined) throw unknownHost(name);
    return host;
  };

  const paceNamed = (name: string, make: () => Pace): Pace => {
    const pace = paces.get(name) ?? make();
    paces.set(name, pace);
    return pace;
  };

  /** Handshakes through one connection keep pace with each other, and those without a bastion do; and those with one server, which is known by its address. */
  const paceTo = (host: Host, below: Hop | undefined): Pace => {
    const through = below?.host.name ?? '';
    const server = paceNamed(`server ${through} ${host.address}`, () => paceOf(limits.handshakesPerServer));
    const way = paceNamed(`through ${through}`, () => paceOf(limits.handshakes, limits.patienceMs));
    return (work) => server(() => way(work));
  };

  const chains = hopChains(async (chain, onLoginSent) => {
    const way = chain.slice(0, -1);
    const host: Host = { ...hostOf(chain.at(-1) ?? ''), via: way };
    if (end.isClosed()) throw new RunbookError(closedHop(host));
    const first = (): WaitingChannel | undefined => waiting.get(chain.join(' '))?.values().next().value;
    const known = trustedKeys();
    const here = { ...entrance, trusted: known, first, isWay: () => chains.isWay(chain) };
    const enterFrom = (below: Hop | undefined): Promise<Hop> => enterHost(here, host, below, paceTo(host, below), onLoginSent);
    try {
      return await enterFrom(await chains.enterEarly(way));
    } catch (error) {
      if (!(error instanceof LoginVoid)) throw error;
      return enterFrom(await chains.enter(way));
    }
  });
  const enter = async (name: string): Promise<Hop> => chains.enterLast([...hostOf(name).via, name]);

  /** Starts the command on the connection, unless it was started together with the login. */
  const begin = async (hop: Hop, one: WaitingChannel): Promise<void> => {
    const early = hop.early();
    one.open(await (early?.waiting === one ? openedAhead(hop, early, limits.channelMs) : openSession(hop, one, limits.channelMs)));
  };

  /** Commands that wait for the end of a chain. */
  const waiting = new Map<string, Set<WaitingChannel>>();
  const startWhenEntered = async (name: string, one: WaitingChannel): Promise<void> => {
    const id = [...hostOf(name).via, name].join(' ');
    const all = waiting.get(id) ?? new Set();
    waiting.set(id, all.add(one));
    try {
      await begin(await enter(name), one);
    } finally {
      all.delete(one);
    }
  };

  return {
    enter,
    // eslint-disable-next-line require-await
    async openChannel(name, command) {
      hostOf(name);
      const one = waitingChannel(command);
      startWhenEntered(name, one).catch((error: unknown) => one.refuse(error));
      return one.channel;
    },
    async openLane(name, command) {
      const host = hostOf(name);
      const known = trustedKeys();
      const below = await chains.enter(host.via);
      // Straight to the host, channels of one connection do not share a window: only a bastion's channel is one for all that goes through it.
      if (below === undefined) return openSession(await enter(name), { command }, limits.channelMs);
      const one = waitingChannel(command);
      const alone = { ...entrance, trusted: known, first: () => one, isWay: () => false };
      const start = async (): Promise<void> => {
        const hop = await enterHost(alone, host, below, paceTo(host, below), () => undefined);
        const leave = (): void => hop.end();
        one.channel.ended.then(leave, leave);
        await begin(hop, one);
      };
      start().catch((error: unknown) => one.refuse(error));
      return one.channel;
    },
    async openTerminal(name, terminal, command) {
      return openSession(await enter(name), { terminal, ...(command === undefined ? {} : { command }) }, limits.channelMs);
    },
    forward: async (name, target, onFailure) => openForward(await enter(name), target, limits.connectMs, onFailure),
    async hostKeys(name) {
      const host = hostOf(name);
      const below = await chains.enter(host.via);
      return paceTo(host, below)(() => collectHostKeys(entrance, host, below));
    },
    expectation: async (name) => trustedKeys().expect(hostOf(name)),
    reloadKnownHosts() {
      trusted = undefined;
      chains.forgetRefusals();
    },
    stats: (name) => counts.of(name),
    forget: (name) => chains.drop([...hostOf(name).via, name]),
    anew: () => linksWith(options, shared),
    async close() {
      end.close();
      await chains.end();
    },
  };
}

function unknownHost(name: string): RunbookError {
  return new RunbookError({
    code: 'RB4090',
    severity: 'error',
    what: `there is no host ${JSON.stringify(name)} in the inventory`,
    why: 'Only hosts of the inventory are reached: their addresses, ways in and host keys stand there.',
    mend: 'runbook inventory list shows its hosts.',
  });
}

function unusedLine(line: UnusedLine): Diagnostic {
  const authority = line.why === 'certificate authority';
  return {
    code: authority ? 'RB4061' : 'RB4060',
    severity: 'warning',
    what: authority
      ? 'certificate authorities for host keys are not supported: the line is not used'
      : 'a line of known_hosts cannot be read and is not used',
    source: { file: line.file, line: line.line, column: 1, text: line.text },
    mend: authority ? 'Store the plain host keys: runbook trust HOST' : 'Correct or remove the line.',
  };
}

/** Keeps questions from being asked over each other. */
function oneAtATime(ask: Ask): Ask {
  let before: Promise<unknown> = Promise.resolve();
  return (question) => {
    const answer = before.then(() => ask(question));
    before = answer.catch(() => undefined);
    return answer;
  };
}
