import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import type { Channel, Links, LinkStats } from './channel.ts';
import { enterHost, type Entrance } from './enter.ts';
import { failHop, messageOf } from './failures.ts';
import type { Hop } from './hop.ts';
import { loginKeys } from './keys.ts';
import { CONNECT_LIMITS, type ConnectLimits } from './limits.ts';
import { linkCounts } from './link-counts.ts';
import { paceOf, type Pace } from './pace.ts';
import { sharedPasswords } from './passwords.ts';
import type { Ask } from './prompt.ts';
import { sshChannel } from './ssh-channel.ts';
import { readTrustedKeys } from './trusted-keys.ts';

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
  /** Asks the operator: passphrases, the password, and what hosts ask. */
  readonly ask: Ask;
  /** Told of lines in known_hosts that are not used. */
  readonly warn: (diagnostic: Diagnostic) => void;
  readonly limits?: Partial<ConnectLimits>;
}

/** Connections to hosts over SSH, each bastion entered once and shared. */
export interface SshLinks extends Links {
  /** The authenticated connection to a host; made when there is none. */
  enter(host: string): Promise<Hop>;
  /** The connection through which a host is reached; undefined when it is reached directly. */
  enterBelow(host: string): Promise<Hop | undefined>;
}

/** Makes connections over SSH. Nothing is connected before it is asked for. */
export function sshLinks(options: SshOptions): SshLinks {
  const limits: ConnectLimits = { ...CONNECT_LIMITS, ...options.limits };
  const counts = linkCounts();
  const ask = oneAtATime(options.ask);
  const hosts = new Map(options.hosts.map((host) => [host.name, host]));
  const hops = new Map<string, Promise<Hop>>();
  const paces = new Map<string, Pace>();
  const direct = paceOf(limits.handshakesDirect);
  let closed = false;
  let entrance: Promise<Entrance> | undefined;

  const prepare = async (): Promise<Entrance> => {
    const trusted = await readTrustedKeys(options.inventoryKnownHosts, options.userKnownHosts);
    for (const line of trusted.unused) options.warn(unusedLine(line));
    return {
      trusted,
      keys: loginKeys({ ask, agentSocket: options.agentSocket, agentLimit: limits.agentKeys }),
      passwords: sharedPasswords(async (user) => (options.askPassword ? ask({ text: `SSH password of ${user}`, secret: true }) : undefined)),
      ask,
      limits,
      counts,
    };
  };

  const hostOf = (name: string): Host => {
    const host = hosts.get(name);
    if (host === undefined) throw new RunbookError({ code: 'RB4090', severity: 'error', what: `there is no host ${name} in the inventory`, mend: 'runbook inventory list shows its hosts.' });
    return host;
  };

  const paceThrough = (below: Hop | undefined): Pace => {
    if (below === undefined) return direct;
    let pace = paces.get(below.host.name);
    if (pace === undefined) {
      pace = paceOf(limits.handshakesPerBastion);
      paces.set(below.host.name, pace);
    }
    return pace;
  };

  const open = async (chain: readonly string[]): Promise<Hop> => {
    const way = chain.slice(0, -1);
    const host: Host = { ...hostOf(chain.at(-1) ?? ''), via: way };
    entrance ??= prepare();
    const [all, below] = await Promise.all([entrance, enterChain(way)]);
    const hop = await enterHost(all, host, below, paceThrough(below));
    if (closed) {
      hop.end();
      throw failHop('RB4042', host, 'the connection was closed', 'The run ended or was cancelled.', 'Run it again.');
    }
    return hop;
  };

  const enterChain = (chain: readonly string[]): Promise<Hop | undefined> => (chain.length === 0 ? Promise.resolve(undefined) : enterLast(chain));

  const enterLast = (chain: readonly string[]): Promise<Hop> => {
    const id = chain.join(' ');
    const known = hops.get(id);
    if (known !== undefined) return known;
    const hop = open(chain);
    hops.set(id, hop);
    const forget = (): void => void (hops.get(id) === hop && hops.delete(id));
    // A connection that was lost is made again when it is needed; one that was refused is not: the answer would be the same.
    hop.then(
      (one) => one.onLost(forget),
      (error: unknown) => void (isPassing(error) && forget()),
    );
    return hop;
  };

  const enter = async (name: string): Promise<Hop> => enterLast([...hostOf(name).via, name]);

  return {
    enter,
    enterBelow: async (name) => enterChain(hostOf(name).via),
    async openChannel(name, command): Promise<Channel> {
      return execute(await enter(name), command, limits.channelMs);
    },
    stats: (name): LinkStats => counts.of(name),
    async close() {
      closed = true;
      const settled = await Promise.allSettled(hops.values());
      for (const one of settled.reverse()) if (one.status === 'fulfilled') one.value.end();
    },
  };
}

/** Runs a command on a connection that stands. */
function execute(hop: Hop, command: string, timeoutMs: number): Promise<Channel> {
  return new Promise((resolve, reject) => {
    let over = false;
    const refuse = (why: string): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const lost = hop.lost();
      reject(lost === undefined ? noChannel(hop.host, why) : new RunbookError(lost));
    };
    const timer = setTimeout(() => refuse(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    try {
      hop.client.exec(command, (error, channel) => {
        if (error !== undefined) refuse(messageOf(error));
        else if (over) channel.close();
        else {
          over = true;
          clearTimeout(timer);
          resolve(sshChannel(hop, channel));
        }
      });
    } catch (error) {
      refuse(messageOf(error));
    }
  });
}

function noChannel(host: Host, why: string): RunbookError {
  return failHop(
    'RB4041',
    host,
    'it does not start a command',
    `The login of ${host.ssh.user} succeeded, but sshd refused a session: ${why.replace(/^\(SSH\) Channel open failure: /u, '')}.`,
    'Look at MaxSessions (it must not be 0), at restrictions before the key in authorized_keys, and at the log of sshd on that host.',
  );
}

/** True for failures that may be gone on the next try. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof RunbookError)) return false;
  const passing = new Set(['RB4001', 'RB4002', 'RB4004', 'RB4005', 'RB4006', 'RB4032', 'RB4040']);
  return error.diagnostics.every((one) => passing.has(one.code));
}

function unusedLine(line: { readonly file: string; readonly line: number; readonly text: string; readonly why: string }): Diagnostic {
  const authority = line.why === 'certificate authority';
  return {
    code: authority ? 'RB4061' : 'RB4060',
    severity: 'warning',
    what: authority ? 'certificate authorities for host keys are not supported' : 'this line of known_hosts cannot be read',
    source: { file: line.file, line: line.line, column: 1, text: line.text },
    mend: authority ? 'Add the plain host keys with runbook trust.' : 'Correct or remove the line.',
  };
}

function oneAtATime(ask: Ask): Ask {
  let before: Promise<unknown> = Promise.resolve();
  return (question) => {
    const answer = before.then(() => ask(question));
    before = answer.catch(() => undefined);
    return answer;
  };
}
