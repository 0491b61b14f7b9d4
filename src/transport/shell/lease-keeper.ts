import type { LockClaim } from '../../core/lock.ts';
import type { Identity } from '../../core/resource.ts';
import type { Shell } from './shell.ts';

/** A third of the lease: two tries may fail before it ends. */
const RENEWALS_A_LEASE = 3;
const ANSWER_MS = 20_000;

/** How the keeper reaches the host. */
export interface KeeperPorts {
  /** The shell that does the steps. */
  readonly shellOf: (identity: Identity) => Promise<Shell>;
  /** A shell beside it, for while that one is at work. */
  readonly openBeside: (identity: Identity) => Promise<Shell>;
}

/** Keeps the locks of a session while its run lives. */
export interface LeaseKeeper {
  /** Does steps under a claim: renews its lease while they take long, and tells the host when they are to stop. */
  during<Result>(identity: Identity, claim: LockClaim, work: () => Promise<Result>): Promise<Result>;
  close(): void;
}

interface Held {
  readonly identity: Identity;
  claim: LockClaim;
  isBusy: boolean;
  timer: NodeJS.Timeout;
  beside?: Promise<Shell>;
}

/**
 * Makes the keeper. While the driver is at work it reads nothing, so that a lease is renewed and ended by a second one beside it, over the same connection, that is started when it
 * is needed: a driver cannot see by itself that its controller lives. Where a host allows no second channel, the lease ends, the steps stop, and the run sends the rest anew.
 */
export function createLeaseKeeper({ shellOf, openBeside }: KeeperPorts): LeaseKeeper {
  const held = new Map<string, Held>();
  const renew = (one: Held, seconds: number): void => {
    // The lease ends by itself, and the driver sees it before its next step.
    tryRenewing(one, seconds).catch(() => delete one.beside);
  };
  const tryRenewing = async (one: Held, seconds: number): Promise<void> => {
    if (one.isBusy) one.beside ??= openBeside(one.identity);
    const shell = one.isBusy && one.beside !== undefined ? await one.beside : await shellOf(one.identity);
    await shell.send({
      kind: 'do',
      script: { text: `renew_lock '${one.claim.run}' ${seconds}`, calls: ['renew_lock'] },
      silenceMs: () => ANSWER_MS,
      longestRecord: 0,
      about: () => 'renewing the lock',
      onRecord: () => undefined,
    });
  };
  const keep = (identity: Identity, claim: LockClaim): Held => {
    const key = JSON.stringify(identity);
    const known = held.get(key);
    if (known !== undefined) {
      known.claim = claim;
      return known;
    }
    const timer = setInterval(
      () => {
        if (!one.claim.stop.aborted) renew(one, one.claim.leaseSeconds);
      },
      (claim.leaseSeconds * 1000) / RENEWALS_A_LEASE,
    );
    const one: Held = { identity, claim, isBusy: false, timer };
    timer.unref();
    held.set(key, one);
    return one;
  };
  const drop = (one: Held): void => {
    clearInterval(one.timer);
    held.delete(JSON.stringify(one.identity));
    void one.beside?.then(
      (shell) => shell.close(),
      () => undefined,
    );
  };

  return {
    during: async (identity, claim, work) => {
      const one = keep(identity, claim);
      const onStop = (): void => renew(one, 0);
      one.isBusy = true;
      claim.stop.addEventListener('abort', onStop);
      try {
        return await work();
      } finally {
        one.isBusy = false;
        claim.stop.removeEventListener('abort', onStop);
        if (claim.isLast) drop(one);
      }
    },
    close: () => {
      for (const one of held.values()) drop(one);
    },
  };
}
