import type { Diagnostic } from '../core/diagnostic.ts';
import type { DeadLock, LockClaim, LockNews } from '../core/lock.ts';
import type { Plan } from '../core/plan.ts';
import type { Identity } from '../core/resource.ts';
import type { Session } from '../core/session.ts';
import { sanitize } from '../core/text-sanitize.ts';
import { decisionSeconds, undecidedFault, WAITS_TEXT } from './left-guards.ts';
import type { EnginePorts } from './ports.ts';

/** How long the lock of a host holds when nobody renews it. So long does the next run wait for a run whose controller is gone. */
const LEASE_SECONDS = 60;
/** A lock is waited for a little longer than its lease. */
const WAIT_MS = (LEASE_SECONDS + 5) * 1000;
const LOOK_MS = 1000;
/** How often the operator is told who is waited for. */
const REMIND_MS = 20_000;
const LONGEST_NAME = 200;

/** What keeps steps from being begun. */
export type KeptBack = Exclude<LockNews, { readonly kind: 'took' }>;

type Held = Extract<LockNews, { readonly kind: 'held' }>;
type Undecided = Extract<LockNews, { readonly kind: 'undecided' }>;
type Contended = Extract<LockNews, { readonly kind: 'contended' }>;

/** The lock of a host, for one frame. */
export interface FrameLock {
  readonly claim: LockClaim;
  /** Undefined when the frame was done under the lock. */
  news(): KeptBack | undefined;
}

/** The claim for a frame. Undefined: the run takes no locks. What was taken over is told of at once. */
export function frameLock(host: string, isLast: boolean, ports: EnginePorts): FrameLock | undefined {
  if (ports.lock === undefined) return undefined;
  const { owner, stop } = ports.lock;
  let last: KeptBack | undefined;
  const tell = (news: LockNews): void => {
    if (news.kind === 'took') notice(host, `takes over the lock of the run ${nameOf(news)}: ${DEAD[news.why]}`, ports);
    else last = news;
  };
  return { claim: { run: ports.run, owner, leaseSeconds: LEASE_SECONDS, isSeizing: false, isLast, stop, tell }, news: () => last };
}

/**
 * Looks at a lock that is in the way: takes it over when its run is dead, else waits for it and tells whose it is; then waits for what the host has to decide. Gives what is to be
 * said when nothing can be begun; undefined also when the run stops.
 */
export async function waitForLock(
  session: Session,
  identity: Identity,
  plan: Guarding,
  ports: EnginePorts,
): Promise<Diagnostic | undefined> {
  const { host } = session;
  const startedMs = performance.now();
  let remindedMs = Number.NEGATIVE_INFINITY;
  while (ports.lock?.stop.aborted !== true) {
    const news = await seizeLock(session, identity, ports);
    if (news === undefined) return undefined;
    if (news.kind === 'undecided') return waitForDecision(session, identity, plan, ports);
    if (news.kind !== 'held') return lockFault(host, news);
    const nowMs = performance.now();
    if (nowMs - startedMs > WAIT_MS) return lockFault(host, news);
    if (nowMs - remindedMs > REMIND_MS) {
      notice(host, `waits for the lock of the run ${nameOf(news)}, which has it for ${news.sinceSeconds} s`, ports);
      remindedMs = nowMs;
    }
    await pause();
  }
  return undefined;
}

/**
 * Waits, with the lock, until the host has decided about steps that no run confirmed: what would be found as declared before may go away. Gives what is to be said when it
 * does not, or the lock is not ours any more; undefined also when the run stops.
 */
export async function waitForDecision(
  session: Session,
  identity: Identity,
  plan: Guarding,
  ports: EnginePorts,
): Promise<Diagnostic | undefined> {
  const { host } = session;
  const mostSeconds = decisionSeconds(plan.guardSeconds);
  const untilMs = performance.now() + mostSeconds * 1000;
  notice(host, WAITS_TEXT, ports);
  while (ports.lock?.stop.aborted !== true) {
    await pause();
    const news = await seizeLock(session, identity, ports);
    if (news === undefined) {
      notice(host, 'the host has decided, and the run goes on there', ports);
      return undefined;
    }
    if (news.kind !== 'undecided') return lockFault(host, news);
    if (performance.now() > untilMs) return undecidedFault(host, news.guards, mostSeconds);
  }
  return undefined;
}

type Guarding = Pick<Plan, 'guardSeconds'>;

async function pause(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, LOOK_MS);
  });
}

async function seizeLock(session: Session, identity: Identity, ports: EnginePorts): Promise<KeptBack | undefined> {
  const lock = frameLock(session.host, false, ports);
  if (lock !== undefined) await session.execute([], identity, () => undefined, undefined, { ...lock.claim, isSeizing: true });
  return lock?.news();
}

/** What a host says of its lock, for the operator. */
export function lockFault(host: string, news: Exclude<KeptBack, Undecided>): Diagnostic {
  switch (news.kind) {
    case 'contended':
    case 'held':
      return heldFor(host, news);
    case 'lockless':
      return {
        code: 'RB3122',
        severity: 'error',
        what: 'the lock of the host cannot be taken; nothing was done there',
        host,
        why: shown(news.why),
        mend: 'mend that place on the host, then run again',
      };
    case 'lapsed':
      return {
        code: 'RB3121',
        severity: 'error',
        what: 'the lock of the host is not that of this run any more; no further step was begun there',
        host,
        why: 'somebody removed it with `runbook unlock`, or another run took it over after its lease had ended',
        mend: 'find out who works on the host (`runbook history`), then run again',
      };
  }
}

function heldFor(host: string, news: Contended | Held): Diagnostic {
  return {
    code: 'RB3120',
    severity: 'error',
    what: 'another run writes to this host; nothing was done there',
    host,
    ...(news.kind === 'held'
      ? {
          why: `the run ${nameOf(news)} has the lock for ${news.sinceSeconds} s${news.leftSeconds > 0 ? ' and renews it' : '; its lease is over, and what it has begun still runs'}`,
        }
      : {}),
    mend: `wait until it has ended; or, when you know that nobody works there: runbook unlock ${host} --reason "…"`,
  };
}

const DEAD: Readonly<Record<DeadLock, string>> = {
  restarted: 'the host was started again since',
  gone: 'it runs no more',
  over: 'nobody has renewed it',
  torn: 'it was not written to its end',
};

function nameOf({ run, owner }: { readonly run: string; readonly owner: string }): string {
  return `${shown(run) || '(no name)'}${owner === '' ? '' : ` of ${shown(owner)}`}`;
}

function shown(text: string): string {
  return sanitize(text).replaceAll('\n', ' ').slice(0, LONGEST_NAME);
}

function notice(host: string, text: string, ports: EnginePorts): void {
  ports.emit({ at: ports.now().toISOString(), event: 'notice', host, text });
}
