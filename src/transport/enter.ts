import { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import type { Closing } from './closing.ts';
import { diagnosticOf } from './failures.ts';
import { closedHop, shakeHands, type Handshake, type Hop } from './hop.ts';
import type { Keys } from './keys.ts';
import type { ConnectLimits } from './limits.ts';
import type { LinkCounts } from './link-counts.ts';
import type { Pace } from './pace.ts';
import type { Passwords } from './passwords.ts';
import type { Ask } from './prompt.ts';
import { reachDirectly, reachThrough, type Dial } from './reach.ts';
import { keyOffers, type TrustedKeys } from './trusted-keys.ts';
import type { WaitingChannel } from './waiting-channel.ts';
import { countedWire, type Wire } from './wire.ts';

/** What entering a host needs, the same for all hosts. */
export interface Entrance {
  readonly trusted: TrustedKeys;
  readonly keys: Keys;
  readonly passwords: Passwords;
  readonly ask: Ask;
  readonly limits: ConnectLimits;
  readonly counts: LinkCounts;
  readonly closing: Closing;
  readonly dial: Dial;
  /** The command that waits for the host. */
  readonly first: (host: Host) => WaitingChannel | undefined;
  /** True when other hosts are behind this one. */
  readonly isWay: (host: Host) => boolean;
  /** Names of hosts with which a hastened handshake failed in a way that the plain one may not: no further one is tried. */
  readonly plain: Set<string>;
}

/** Failures of a hastened handshake that may come of its haste: the server hung up in the middle, takes nothing of what was offered, or its proof does not fit. */
const HASTE: ReadonlySet<string> = new Set(['RB4005', 'RB4008', 'RB4014', 'RB4024']);

/** Failures that come before any login and may pass by themselves: a busy sshd hangs up at once. */
const PASSING: ReadonlySet<string> = new Set(['RB4005', 'RB4006']);

/**
 * Connects to a host, through the hop below when there is one, checks its key and logs in; tells when a login was sent. Rejects with a RunbookError, or with
 * LoginVoid when the login on the hop below was on its way and failed.
 */
export async function enterHost(
  all: Entrance,
  host: Host,
  below: Hop | undefined,
  pace: Pace,
  onLoginSent: (hop: Hop) => void,
): Promise<Hop> {
  const keys = await all.keys.keysFor(host);
  const expectation = all.trusted.expect(host);
  let refusal: RunbookError | undefined;
  for (const keyTypes of keyOffers(expectation)) {
    const handshake = await retried(all, host, () =>
      pace(async () => {
        const wire = await openWire(all, host, below);
        return shakeHands({
          host,
          wire,
          expectation,
          keyTypes,
          limits: all.limits,
          below,
          closing: all.closing,
          fast: host.ssh.ahead !== false && !all.plain.has(host.name),
          first: () => all.first(host),
          isWay: () => all.isWay(host),
          onLoginSent,
          login: { keys, passwords: all.passwords, ask: all.ask, keyAccepted: (label) => all.keys.accepted(label) },
        });
      }),
    );
    if (handshake.kind === 'entered') {
      all.counts.authenticated(host.name);
      return handshake.hop;
    }
    const otherKey = handshake.wrongKey !== undefined || diagnosticOf(handshake.error)?.code === 'RB4013';
    // A pin does not tell the type of its key: the host may hold it beside the one that it showed.
    if (handshake.wrongKey !== undefined || refusal === undefined) refusal = handshake.error;
    if (!otherKey) throw handshake.error;
  }
  throw refusal ?? new Error('no types of host key to offer');
}

/** Opens the stream to a host and counts it. */
export async function openWire(
  all: Pick<Entrance, 'limits' | 'counts' | 'closing' | 'dial'>,
  host: Host,
  below: Hop | undefined,
): Promise<Wire> {
  if (all.closing.isClosed()) throw new RunbookError(closedHop(host));
  const raw = await (below === undefined
    ? reachDirectly(host, all.dial, all.limits.connectMs, all.closing)
    : reachThrough(below, host, all.limits.connectMs));
  const wire = countedWire(raw, below === undefined ? setImmediate : queueMicrotask);
  all.counts.connected(host.name, wire);
  return wire;
}

/** Tries again, with growing random waits, while the server hangs up before the login. */
async function retried(all: Entrance, host: Host, attempt: () => Promise<Handshake>): Promise<Handshake> {
  for (let tries = 0; ; tries += 1) {
    const handshake = await attempt();
    if (handshake.kind === 'entered' || tries >= all.limits.retries || all.closing.isClosed()) return handshake;
    const code = diagnosticOf(handshake.error)?.code ?? '';
    if (handshake.hastened && HASTE.has(code)) {
      all.plain.add(host.name);
      continue;
    }
    const early = handshake.phase === 'before header' || handshake.phase === 'key exchange';
    if (!early || !PASSING.has(code)) return handshake;
    const longestMs = all.limits.retryMs * 2 ** tries;
    await new Promise((resolve) => setTimeout(resolve, longestMs * (0.5 + Math.random() / 2)));
  }
}
