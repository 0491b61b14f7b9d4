import { answersDigest } from '../core/digest.ts';
import { RunbookError } from '../core/diagnostic.ts';
import type { Identity } from '../core/resource.ts';
import type { FreshSession, ReadyStep, StepProgress, StepResult } from '../core/session.ts';

/** How long the reply of a guarded step may stay away before new connections are tried, in milliseconds: the one that carries it may be gone. */
const QUIET_MS = 10_000;
/** After its time the host is given so much longer to take the step back, in milliseconds. */
const MARGIN_MS = 10_000;
/** So long it is tried to learn what became of the step, in milliseconds. */
const LOOK_MS = 60_000;
/** A new connection has to stand within this time, in milliseconds. */
const TRY_MS = 20_000;
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
  const { step } = guarded;
  const sentMs = nowMs();
  const known: Known = { hasBegun: false };
  const heard = guarded
    .carryOut((progress) => {
      if (progress.kind === 'begin') known.hasBegun = true;
      if (progress.kind === 'armed') known.armedMs = nowMs();
      // Its end is told when it is known.
      if (progress.kind !== 'end') guarded.onProgress(progress);
    })
    .then(
      (result) => {
        known.reply = result;
      },
      (error: unknown) => {
        if (!(error instanceof RunbookError)) throw error;
        known.loss = { error, atMs: nowMs() };
      },
    );
  const end = (result: StepResult): GuardedEnd => {
    const timed = { ...result, durationMs: Math.round(nowMs() - sentMs) };
    // Of a step that was not begun nothing is told.
    if (timed.status !== 'not_begun') guarded.onProgress({ kind: 'end', result: timed });
    return { result: timed, isLinkLost: known.reply === undefined };
  };
  const ended = ({ status, ...more }: Decision): GuardedEnd =>
    end({ id: step.id, answers: [], durationMs: 0, kept: step.keep !== undefined, ...known.reply, ...more, status });

  await Promise.race([heard, wait(QUIET_MS)]);
  let last: unknown;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs)) {
    const { reply, loss } = known;
    if (reply !== undefined && reply.guard !== 'armed') return reply.guard === 'not_taken_back' ? ended({ status: 'unknown' }) : end(reply);
    const sinceMs = known.armedMs ?? loss?.atMs ?? nowMs();
    const dueMs = sinceMs + step.arm.seconds * 1000 + MARGIN_MS;
    // By what is known before the connection is made: one that was begun earlier may have come through before the change.
    const mayStay = reply === undefined ? known.isDone === true : reply.status === 'changed';
    let found: Found = 'open';
    try {
      const session = await limited(guarded.openAnew(), wait, TRY_MS);
      try {
        found = await look(session, guarded, known, { mayStay, nowMs });
      } finally {
        // Nobody waits for its farewell.
        session.close().catch(() => undefined);
      }
    } catch (error) {
      if (!(error instanceof RunbookError)) throw error;
      last = error;
    }
    if (typeof found === 'object') return ended({ guardOutput: reasonOf(last), ...found });
    const isTooLate = nowMs() > dueMs + LOOK_MS;
    if (loss !== undefined && (found === 'absent' || (!known.hasBegun && known.armedMs === undefined && nowMs() > loss.atMs + QUIET_MS)))
      throw loss.error;
    if (isTooLate || (found === 'open' && last === undefined && nowMs() > dueMs))
      return ended({ status: 'unknown', guardOutput: reasonOf(last) });
    // What was just seen done is confirmed by the next connection.
    if (mayStay || known.isDone !== true || reply !== undefined)
      await Promise.race([wait(waitMs), ...(reply === undefined && loss === undefined ? [heard] : [])]);
  }
}

/** What is known of a step that was sent. */
interface Known {
  hasBegun: boolean;
  /** When the host was armed at the latest. */
  armedMs?: number;
  reply?: StepResult;
  loss?: { readonly error: RunbookError; readonly atMs: number };
  /** True when a new connection has found the host as the step was to leave it. */
  isDone?: boolean;
  /** True when the host was told to disarm; its answer may have been lost. */
  wasTold?: boolean;
}

type Decision = Pick<StepResult, 'status'> & Partial<StepResult>;
/** `absent`: the host was never armed. `open`: it is not decided. */
type Found = Decision | 'absent' | 'open';

/** What a new connection finds; when the step may stay, it confirms it. */
async function look(
  session: FreshSession,
  { step, identity }: GuardedStep,
  known: Known,
  { mayStay, nowMs }: { readonly mayStay: boolean; readonly nowMs: () => number },
): Promise<Found> {
  const { name } = step.arm;
  if (mayStay) known.wasTold = true;
  const { state, output } = await session.disarm(name, identity, mayStay ? 'confirm' : 'look');
  const confirmed = async (): Promise<Decision> => ({
    status: 'changed',
    guard: 'confirmed',
    ...(known.reply === undefined ? { answers: await session.ask(step.requests, identity) } : {}),
  });
  switch (state) {
    case 'confirmed':
      return confirmed();
    case 'fired':
    case 'failed':
      await session.disarm(name, identity, 'forget');
      return state === 'fired' ? { status: 'rolled_back' } : { status: 'unknown', guard: 'not_taken_back', guardOutput: output };
    case 'absent':
      // Of what it has taken back it would know.
      return known.wasTold === true
        ? confirmed()
        : known.armedMs === undefined
          ? 'absent'
          : { status: 'unknown', guardOutput: 'the host knows nothing of the step any more' };
    case 'armed':
      known.armedMs ??= nowMs();
      if (!mayStay && known.reply === undefined) known.isDone = await isDone(session, step, identity);
      return 'open';
    case 'firing':
      return 'open';
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
