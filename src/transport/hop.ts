import { Client, type Algorithms, type ServerHostKeyAlgorithm } from 'ssh2';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import type { Closing } from './closing.ts';
import { hopDiagnostic, messageOf, placeOf } from './failures.ts';
import { sendSession, type EarlySession } from './early-session.ts';
import { hastenHandshake, type Haste } from './fast-handshake.ts';
import { ignoreFurtherKeys } from './further-keys.ts';
import { pausableClock } from './pausable-clock.ts';
import { explainHandshake, type HandshakePhase } from './handshake-failures.ts';
import { refuseKey } from './host-key-failures.ts';
import { hostKeyOf, type HostKey } from './host-key.ts';
import type { Login, LoginOptions } from './login.ts';
import { logIn } from './login.ts';
import type { ConnectLimits } from './limits.ts';
import { quickenPackets } from './quick-packets.ts';
import { judgeKey, type Expectation } from './trusted-keys.ts';
import type { WaitingChannel } from './waiting-channel.ts';
import type { Wire } from './wire.ts';

/** An authenticated connection to one host: a bastion or a target. */
export interface Hop {
  readonly host: Host;
  readonly client: Client;
  readonly wire: Wire;
  /** Whether the login was answered well. False when it has to be tried in another way: nothing that was sent behind it was done. */
  entered(): Promise<boolean>;
  /** The session that was asked for together with the login, while it was not refused. */
  early(): EarlySession | undefined;
  /** Why the connection ended; undefined while it stands. */
  lost(): Diagnostic | undefined;
  /**
   * What is to be said of a connection that stands and gives no sign, though the server was asked for one; of a connection below it, when that is silent too. Undefined:
   * something came lately.
   */
  silence(): Diagnostic | undefined;
  /** Called once when the connection ends. */
  onLost(listener: () => void): void;
  end(): void;
}

/** How the handshake ended. */
export type Handshake =
  | { readonly kind: 'entered'; readonly hop: Hop }
  | {
      readonly kind: 'failed';
      readonly error: RunbookError;
      readonly phase: HandshakePhase /** True when the plain handshake may come further. */;
      readonly hastened: boolean;
      readonly wrongKey?: HostKey;
    };

/** What a handshake needs beside the login. */
export interface HandshakeOptions {
  readonly host: Host;
  readonly wire: Wire;
  readonly expectation: Expectation;
  /** Types of host key to accept. */
  readonly keyTypes: readonly ServerHostKeyAlgorithm[];
  readonly limits: ConnectLimits;
  readonly login: Omit<LoginOptions, 'host' | 'wait' | 'fail'>;
  /** The connection below, whose end is why this one ends. */
  readonly below: Hop | undefined;
  readonly closing: Closing;
  /** Whether the handshake is hastened: see `fast-handshake.ts`. */
  readonly fast: boolean;
  /** The command that is started together with the login, when there is one by then. */
  readonly first: () => WaitingChannel | undefined;
  /** Told when the login was sent: what is written to the connection from now on need not wait for the answer. */
  readonly onLoginSent: (hop: Hop) => void;
  /** True when the connection leads to other hosts. */
  readonly isWay: () => boolean;
}

/**
 * Key exchange and ciphers in order of preference. Group exchange is left out: it blocks the event loop for more than a second. AES-GCM is
 * the fastest that Node has.
 */
export const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr', 'chacha20-poly1305@openssh.com'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
} satisfies Algorithms;

/**
 * What a hastened handshake offers: half a KiB less for each connection, and what every OpenSSH takes that it is for. The key exchange is the one that it has sent
 * ahead anyway. A server that takes none of it is shaken hands with once more, plainly.
 */
const FAST_ALGORITHMS = {
  kex: ['curve25519-sha256'],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
  compress: ['none'],
} satisfies Algorithms;

/** The longest identification that a server begins with (RFC 4253, section 4.2): bytes. */
const LONGEST_IDENTIFICATION = 255;

/** A server that is asked for a sign gives it within this time, in milliseconds. */
const ANSWER_MS = 3000;

/** Key exchange, check of the host key, and login, over a stream that stands. Never rejects. */
export function shakeHands(options: HandshakeOptions): Promise<Handshake> {
  const { host, wire, limits, expectation, below } = options;
  return new Promise((resolve) => {
    const client = new Client();
    const listeners: (() => void)[] = [];
    let phase: HandshakePhase = 'before header';
    let settled = false;
    let wrongKey: HostKey | undefined;
    let trouble: unknown;
    let banner = '';
    let lost: Diagnostic | undefined;
    let ending = false;
    let isVoid = false;
    let haste: Haste | undefined;
    let early: EarlySession | undefined;
    let entered = Promise.withResolvers<boolean>();
    let heardMs = Number.POSITIVE_INFINITY;

    const settle = (handshake: Handshake): void => {
      if (settled) return;
      settled = true;
      forgetClosing();
      clock.stop();
      login.over();
      resolve(handshake);
    };
    const isHasty = (): boolean =>
      haste !== undefined &&
      (phase === 'authentication' ? haste.isLoginHastened() : phase === 'key exchange' || wire.greeting().startsWith('SSH-'));
    const abandon = (): void => {
      early?.abandon();
      early = undefined;
      isVoid = true;
      entered.resolve(false);
    };
    const fail = (error: RunbookError): void => {
      if (!settled) abandon();
      settle({ kind: 'failed', error, phase, hastened: isHasty(), ...(wrongKey === undefined ? {} : { wrongKey }) });
      client.end();
      client.destroy();
    };
    const explain = (): RunbookError =>
      explainHandshake({ host, expectation, phase, trouble, banner, greeting: wire.greeting(), below: below?.lost() });
    const forgetClosing = options.closing.onClose(() => fail(new RunbookError(closedHop(host))));
    const clock = pausableClock(limits.handshakeMs, () => {
      trouble = new Error('time limit');
      phase = phase === 'authentication' ? 'authentication timeout' : 'timeout';
      fail(explain());
    });
    const login: Login = logIn({ ...options.login, host, wait: (work) => clock.pausedFor(work), fail });
    const hop: Hop = {
      host,
      client,
      wire,
      entered: () => entered.promise,
      early: () => early,
      lost: () => lost,
      silence: () =>
        lost ?? below?.silence() ?? (performance.now() - heardMs > limits.keepaliveMs + ANSWER_MS ? silentHop(host) : undefined),
      onLost: (listener) => void (lost === undefined ? listeners.push(listener) : listener()),
      end() {
        ending = true;
        client.end();
      },
    };

    const onSent = (): void => {
      const first = options.first();
      if (first !== undefined) early = sendSession(client, first, hop, wire.stream);
      options.onLoginSent(hop);
    };

    client.on('error', (error) => {
      trouble = error;
      if (error.level === 'agent' || error.level === 'client-authentication') return;
      if (!settled) fail(explain());
    });
    client.on('banner', (text) => {
      banner = (banner + text).slice(0, 2000);
    });
    client.on('handshake', () => {
      quickenPackets(client);
      if (phase !== 'entered') phase = 'authentication';
    });
    client.on('change password', () => login.changeDemanded());
    client.on('ready', () => {
      phase = 'entered';
      // From now on the server is asked for a sign.
      heardMs = performance.now();
      wire.stream.on('data', () => {
        heardMs = performance.now();
      });
      login.succeeded();
      // A first login that was refused may have been followed by another.
      if (isVoid) entered = Promise.withResolvers();
      entered.resolve(true);
      settle({ kind: 'entered', hop });
    });
    client.on('close', () => {
      if (!settled) fail(explain());
      lost ??= ending ? closedHop(host) : (below?.lost() ?? lostHop(host, trouble));
      for (const listener of listeners.splice(0)) listener();
    });
    try {
      client.connect({
        sock: wire.stream,
        username: host.ssh.user,
        authHandler: login.handler,
        algorithms: { ...(options.fast ? FAST_ALGORITHMS : ALGORITHMS), serverHostKey: [...options.keyTypes] },
        readyTimeout: 0,
        keepaliveInterval: limits.keepaliveMs,
        keepaliveCountMax: limits.keepaliveCount,
        hostVerifier: (bytes: Buffer): boolean => {
          phase = 'key exchange';
          const key = hostKeyOf(bytes);
          const verdict = judgeKey(expectation, key);
          if (verdict.kind === 'known') return true;
          wrongKey = key;
          fail(refuseKey(host, key, verdict));
          return false;
        },
      });
      ignoreFurtherKeys(client);
      if (options.fast) {
        const pause = (during: 'key exchange' | 'login'): void => {
          // Whoever was just reached has to start first. One behind a bastion has had the time of a way there and back: it has said who it is, which is not its answer.
          if (during === 'login') wire.hold(limits.pauseMs);
          else if (below === undefined) wire.hold(limits.startMs);
          else wire.hold(limits.pauseMs, LONGEST_IDENTIFICATION);
        };
        haste = hastenHandshake(client, {
          onSent,
          onRefused: abandon,
          pause,
          pauseMs: limits.pauseMs,
          sentBytes: wire.sentBytes,
          isWay: options.isWay,
        });
      }
    } catch (error) {
      trouble = error;
      fail(explain());
    }
  });
}

function lostHop(host: Host, trouble: unknown): Diagnostic {
  if (messageOf(trouble) === 'Keepalive timeout') return silentHop(host);
  return hopDiagnostic(
    'RB4040',
    host,
    'lost its connection',
    `${placeOf(host)} ended it${trouble === undefined ? '' : `: ${messageOf(trouble)}`}.`,
    'Look whether the host went down or the network was cut, then run it again: what was done is found done.',
  );
}

function silentHop(host: Host): Diagnostic {
  return hopDiagnostic(
    'RB4040',
    host,
    'no longer answers',
    `Its connection stands, but ${placeOf(host)} gives no sign any more: the host is down or frozen, or the way to it was cut and nobody told.`,
    `Look at its console, and at the network before it; \`runbook ssh ${host.name}\` shows when it can be entered again. Then run it again: what was done is found done.`,
  );
}

/** The connection ended because everything was closed here. */
export function closedHop(host: Host): Diagnostic {
  return hopDiagnostic('RB4042', host, 'was disconnected', 'The run ended or was cancelled.', 'Run it again.');
}
