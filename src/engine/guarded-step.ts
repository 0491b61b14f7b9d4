import { answersDigest } from '../core/digest.ts';
import { RunbookError } from '../core/diagnostic.ts';
import type { Identity } from '../core/resource.ts';
import type { Disarmed, FreshSession, ReadyStep, StepProgress, StepResult } from '../core/session.ts';

/** How long the reply of a guarded step may stay away before new connections are tried, in milliseconds: the one that carries it may be gone. */
const QUIET_MS = 10_000;
/** After its time the host is given so much longer to take the step back, in milliseconds. */
const MARGIN_MS = 10_000;
/** So long it is tried to learn what became of the step, in milliseconds. */
const LOOK_MS = 60_000;
/** Between two tries, in milliseconds; doubled from one to the next, since failed logins are counted. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 8000;

/** Time as it passes, in milliseconds: no clock that can be set. */
export interface Stopwatch {
  readonly nowMs: () => number;
  /** Resolves after so long, or as soon as the signal comes: nothing waits any more then. */
  readonly wait: (forMs: number, over: AbortSignal) => Promise<void>;
}

/** A guarded step on its way. */
export interface GuardedStep {
  readonly step: ReadyStep & { readonly arm: NonNullable<ReadyStep['arm']> };
  readonly identity: Identity;
  /** Sends it; rejects with a RunbookError when the link is lost. */
  readonly carryOut: (onProgress: (progress: StepProgress) => void) => Promise<StepResult>;
  /** Enters the host over connections of its own, and those behind it that have to be entered too. */
  readonly openAnew: () => Promise<FreshSession>;
  readonly onProgress: (progress: StepProgress) => void;
}

/** How a guarded step ended. */
export interface GuardedEnd {
  readonly result: StepResult;
  /** True when the connection that carried it gave no reply: it is of no use any more. */
  readonly isLinkLost: boolean;
}

/**
 * Sends a guarded step and confirms it over a new connection; or learns that the host has taken it back, or cannot learn it. Rejects with the RunbookError of the lost
 * link when the host was not armed by then: it did nothing, or ended the step by itself.
 */
export async function carryOutGuarded(guarded: GuardedStep, { nowMs, wait }: Stopwatch): Promise<GuardedEnd> {
  const over = new AbortController();
  try {
    return await decide(guarded, { nowMs, wait: (forMs) => wait(forMs, over.signal) });
  } finally {
    over.abort();
  }
}

type Wait = (forMs: number) => Promise<void>;

async function decide(guarded: GuardedStep, { nowMs, wait }: Pick<Stopwatch, 'nowMs'> & { readonly wait: Wait }): Promise<GuardedEnd> {
  const { step, identity } = guarded;
  const { name, seconds } = step.arm;
  let armedMs: number | undefined;
  let reply: StepResult | undefined;
  let loss: unknown;
  const sentMs = nowMs();
  const heard = guarded
    .carryOut((progress) => {
      if (progress.kind === 'armed') armedMs = nowMs();
      // Its end is told when it is known.
      if (progress.kind !== 'end') guarded.onProgress(progress);
    })
    .then(
      (result) => {
        reply = result;
      },
      (error: unknown) => {
        if (!(error instanceof RunbookError)) throw error;
        loss = error;
      },
    );
  const isOver = (): boolean => reply !== undefined || loss !== undefined;
  const end = (result: StepResult): GuardedEnd => {
    const timed = { ...result, durationMs: Math.round(nowMs() - sentMs) };
    // Of a step that was not begun nothing is told.
    if (timed.status !== 'not_begun') guarded.onProgress({ kind: 'end', result: timed });
    return { result: timed, isLinkLost: reply === undefined };
  };
  const ended = (status: StepResult['status'], more: Partial<StepResult> = {}): GuardedEnd =>
    end({ id: step.id, answers: [], durationMs: 0, kept: step.keep !== undefined, ...reply, ...more, status });

  await Promise.race([heard, wait(QUIET_MS)]);
  let last: unknown;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs)) {
    if (reply !== undefined && reply.guard !== 'armed') return reply.guard === 'not_taken_back' ? ended('unknown') : end(reply);
    const firesMs = (armedMs ?? nowMs()) + seconds * 1000;
    const isDue = armedMs !== undefined && nowMs() > firesMs + MARGIN_MS;
    try {
      const found = await settle(await limited(guarded.openAnew(), wait, QUIET_MS * 2), isDue, reply);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof RunbookError)) throw error;
      last = error;
    }
    if (armedMs === undefined && isOver() && reply === undefined) throw loss;
    if (armedMs !== undefined && nowMs() > firesMs + MARGIN_MS + LOOK_MS) return ended('unknown', { guardOutput: reasonOf(last) });
    await Promise.race([wait(waitMs), ...(isOver() ? [] : [heard])]);
  }

  /** One look over a new connection. Undefined: not decided yet. */
  async function settle(session: FreshSession, isDue: boolean, told: StepResult | undefined): Promise<GuardedEnd | undefined> {
    try {
      const mayStay = told === undefined ? await isDone(session, step, identity) : told.status === 'changed';
      const found: Disarmed = await session.disarm(name, identity, mayStay ? 'confirm' : 'look');
      if (found.state === 'confirmed')
        return ended('changed', {
          guard: 'confirmed',
          ...(told === undefined ? { answers: await session.ask(step.requests, identity) } : {}),
        });
      if (found.state === 'fired' || found.state === 'failed') {
        await session.disarm(name, identity, 'forget');
        return found.state === 'fired'
          ? ended('rolled_back', { guardOutput: reasonOf(last) })
          : ended('unknown', { guard: 'not_taken_back', guardOutput: found.output });
      }
      return isDue && found.state !== 'firing'
        ? ended('unknown', { guardOutput: `the host says that the step is ${found.state}` })
        : undefined;
    } finally {
      // Nobody waits for its farewell.
      session.close().catch(() => undefined);
    }
  }
}

/** Whether the host looks as after the step, where that was told beforehand. */
async function isDone(session: FreshSession, step: ReadyStep, identity: Identity): Promise<boolean> {
  return step.after !== undefined && answersDigest(await session.ask(step.requests, identity)) === step.after;
}

/** What is opened, or a RunbookError when that takes too long. What comes later is closed. */
async function limited(opening: Promise<FreshSession>, wait: Wait, limitMs: number): Promise<FreshSession> {
  const first = await Promise.race([opening, wait(limitMs)]);
  if (first !== undefined) return first;
  opening
    .then(
      (late) => late.close(),
      () => undefined,
    )
    .catch(() => undefined);
  throw new RunbookError({ code: 'RB4001', severity: 'error', what: 'a new connection did not stand in time' });
}

function reasonOf(error: unknown): string {
  const first = error instanceof RunbookError ? error.diagnostics[0] : undefined;
  return first === undefined ? '' : [first.host, first.what, first.why].filter((part) => part !== undefined).join(': ');
}
