import { describe, expect, test } from 'vitest';
import { answersDigest } from '../../../src/core/digest.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import type { Disarmed, FreshSession, StepProgress, StepResult } from '../../../src/core/session.ts';
import { carryOutGuarded, type GuardedEnd, type GuardedStep } from '../../../src/engine/guarded-step.ts';
import { FakeHost } from '../../support/fake-host.ts';

const SECONDS = 60;
const AFTER = ['after'];
const lost = (): RunbookError => new RunbookError({ code: 'RB5002', severity: 'error', what: 'the link broke', host: 'h' });

/** A host with a dead-man switch, and time that passes only when it is waited for. */
interface World {
  /** How the reply of the step comes: after so many milliseconds a result, or the loss of the link; never, when the time is undefined. */
  readonly reply?: { readonly afterMs: number; readonly result?: Pick<StepResult, 'status' | 'guard'> };
  /** Whether the host is armed, and whether that is heard. */
  readonly arms?: boolean;
  readonly isArmingHeard?: boolean;
  /** When the host is as the step leaves it, in milliseconds; from the beginning when it is not said. */
  readonly doneMs?: number;
  /** How long it takes until a new connection stands. */
  readonly openMs?: number;
  /** The answer to the first confirmation is lost. */
  readonly isAnswerLost?: boolean;
  /** From when on a new connection stands, and until when. */
  readonly entered?: (nowMs: number) => boolean;
  /** How the host looks over a new connection. */
  readonly answers?: readonly string[];
  /** How taking it back comes out. */
  readonly undone?: 'fired' | 'failed';
}

interface Seen {
  readonly end: GuardedEnd;
  readonly progress: readonly StepProgress[];
  readonly tookMs: number;
  /** Times at which a new connection was tried, in milliseconds. */
  readonly triesMs: readonly number[];
  readonly forgotten: boolean;
}

async function run(world: World): Promise<Seen> {
  let nowMs = 0;
  const timers: { readonly atMs: number; readonly go: () => void }[] = [];
  const wait = (forMs: number): Promise<void> =>
    new Promise((resolve) => {
      timers.push({ atMs: nowMs + forMs, go: resolve });
    });
  const armedMs = 100;
  let confirmed = false;
  let forgotten = false;
  const state = (): Disarmed['state'] =>
    confirmed || world.arms === false ? 'absent' : nowMs < armedMs + SECONDS * 1000 ? 'armed' : (world.undone ?? 'fired');
  const host = new FakeHost({ name: 'h' });
  const fresh = (): FreshSession => ({
    host: 'h',
    ask: () => Promise.resolve(nowMs >= (world.doneMs ?? 0) ? (world.answers ?? AFTER) : ['before']),
    execute: () => Promise.reject(new Error('nothing is done over a new connection')),
    bring: () => Promise.reject(new Error('nothing is brought over a new connection')),
    run: (argv) => host.run(argv),
    disarm: (_name, _identity, how) => {
      if (how === 'forget') forgotten = true;
      if (how !== 'confirm' || state() !== 'armed') return Promise.resolve({ state: state(), output: 'what failed' });
      const isFirst = !confirmed;
      confirmed = true;
      return isFirst && world.isAnswerLost === true ? Promise.reject(lost()) : Promise.resolve({ state: 'confirmed', output: '' });
    },
    stats: () => host.stats(),
    close: () => Promise.resolve(),
  });
  const triesMs: number[] = [];
  const progress: StepProgress[] = [];
  const guarded: GuardedStep = {
    step: {
      id: 'h x',
      requests: [{ ask: 'exists', path: '/x' }],
      after: answersDigest(AFTER),
      actions: [],
      arm: { name: 'n', seconds: SECONDS, actions: [] },
    },
    identity: 'login',
    carryOut: async (tell) => {
      tell({ kind: 'begin', id: 'h x' });
      await wait(armedMs);
      if (world.arms !== false && world.isArmingHeard !== false) tell({ kind: 'armed', id: 'h x' });
      if (world.reply === undefined) return new Promise(() => undefined);
      await wait(world.reply.afterMs);
      if (world.reply.result === undefined) throw lost();
      const result: StepResult = { id: 'h x', answers: AFTER, durationMs: 1, ...world.reply.result };
      tell({ kind: 'end', result });
      return result;
    },
    openAnew: async () => {
      triesMs.push(nowMs);
      const isIn = world.entered?.(nowMs) !== false;
      if (world.openMs !== undefined) await wait(world.openMs);
      return isIn ? fresh() : Promise.reject(lost());
    },
    onProgress: (one) => progress.push(one),
  };
  let end: GuardedEnd | undefined;
  let failure: unknown;
  carryOutGuarded(guarded, { nowMs: () => nowMs, wait }).then(
    (one) => {
      end = one;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  for (let turns = 0; end === undefined && failure === undefined; turns += 1) {
    if (turns > 10_000) throw new Error('it never ends');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    timers.sort((a, b) => a.atMs - b.atMs);
    const next = timers.shift();
    if (next === undefined) continue;
    nowMs = next.atMs;
    next.go();
  }
  if (end === undefined) throw failure;
  return { end, progress, tookMs: nowMs, triesMs, forgotten };
}

const ended = (seen: Seen): unknown => [seen.end.result.status, seen.end.result.guard, seen.end.isLinkLost];

describe('a step whose reply comes', () => {
  const reply = { afterMs: 500, result: { status: 'changed', guard: 'armed' } } as const;

  test('is confirmed over a new connection at once, and only then told of', async () => {
    const seen = await run({ reply });
    expect(ended(seen)).toEqual(['changed', 'confirmed', false]);
    expect(seen.triesMs).toHaveLength(1);
    expect(seen.progress.map((one) => one.kind)).toEqual(['begin', 'armed', 'end']);
  });

  test('is rolled back when no new connection stands in time, and the host may forget it then', async () => {
    const seen = await run({ reply, entered: (nowMs) => nowMs > 62_000 });
    expect(ended(seen)).toEqual(['rolled_back', 'armed', false]);
    expect(seen.forgotten).toBe(true);
    expect(seen.end.result.guardOutput).toContain('the link broke');
    expect(seen.tookMs).toBeLessThan(75_000);
    // Failed logins are counted by some hosts.
    expect(seen.triesMs.length).toBeLessThan(15);
  });

  test('is confirmed when a new connection stands late, but in time', async () => {
    expect(ended(await run({ reply, entered: (nowMs) => nowMs > 40_000 }))).toEqual(['changed', 'confirmed', false]);
  });

  test('is unknown when the host is never entered again, after a time that has an end', async () => {
    const seen = await run({ reply, entered: () => false });
    expect(ended(seen)).toEqual(['unknown', 'armed', false]);
    expect(seen.tookMs).toBeGreaterThan(70_000);
    expect(seen.tookMs).toBeLessThan(180_000);
  });

  test('is unknown when the host could not take all of it back', async () => {
    const seen = await run({ reply, entered: (nowMs) => nowMs > 62_000, undone: 'failed' });
    expect(ended(seen)).toEqual(['unknown', 'not_taken_back', false]);
    expect(seen.end.result.guardOutput).toBe('what failed');
  });

  test('is not confirmed when what it left is not what was planned: the host takes it back', async () => {
    const seen = await run({ reply: { afterMs: 500, result: { status: 'failed', guard: 'armed' } } });
    expect(ended(seen)).toEqual(['rolled_back', 'armed', false]);
  });

  test.each([
    ['already so', { status: 'already' }, 'already'],
    ['refused', { status: 'refused' }, 'refused'],
    ['not armed', { status: 'failed', guard: 'not_armed' }, 'failed'],
    ['failed and taken back at once', { status: 'failed', guard: 'taken_back' }, 'failed'],
    ['failed, and could not be taken back', { status: 'failed', guard: 'not_taken_back' }, 'unknown'],
  ] as const)('and says that it was %s needs no new connection', async (_name, result, status) => {
    const seen = await run({ arms: false, reply: { afterMs: 500, result } });
    expect([seen.end.result.status, seen.triesMs]).toEqual([status, []]);
  });
});

describe.each([
  ['is lost', { afterMs: 500 }],
  ['never comes', undefined],
] as const)('a step whose reply %s', (_name, reply) => {
  const more = reply === undefined ? {} : { reply };

  test('is confirmed when a new connection finds the host as planned', async () => {
    expect(ended(await run(more))).toEqual(['changed', 'confirmed', true]);
  });

  test('is rolled back when a new connection finds it half done', async () => {
    const seen = await run({ ...more, answers: ['half'] });
    expect(ended(seen)).toEqual(['rolled_back', undefined, true]);
    expect(seen.tookMs).toBeGreaterThan(60_000);
    expect(seen.tookMs).toBeLessThan(75_000);
  });

  test('is rolled back when no new connection stands in time', async () => {
    expect(ended(await run({ ...more, entered: (nowMs) => nowMs > 62_000 }))).toEqual(['rolled_back', undefined, true]);
  });
});

test('a link that is lost before the host was armed is just a lost link', async () => {
  await expect(run({ arms: false, reply: { afterMs: 500 }, answers: ['before'] })).rejects.toThrow('the link broke');
});

test('a connection that was begun before the step was done confirms nothing: it may have come through before the change', async () => {
  const shut = (nowMs: number): boolean => nowMs < 14_000 || nowMs > 62_000;
  // The reply comes while the connection is being made; and it never comes.
  const late = await run({
    reply: { afterMs: 15_000, result: { status: 'changed', guard: 'armed' } },
    doneMs: 14_000,
    openMs: 8000,
    entered: shut,
  });
  expect(ended(late)).toEqual(['rolled_back', 'armed', false]);
  const never = await run({ doneMs: 14_000, openMs: 8000, entered: shut });
  expect(ended(never)).toEqual(['rolled_back', undefined, true]);
});

test('a change that cuts the link before it was heard that the host is armed is watched all the same', async () => {
  const world: World = { reply: { afterMs: 500 }, isArmingHeard: false };
  expect(ended(await run({ ...world, entered: (nowMs) => nowMs > 62_000 }))).toEqual(['rolled_back', undefined, true]);
  expect(ended(await run(world))).toEqual(['changed', 'confirmed', true]);
  expect(ended(await run({ ...world, entered: () => false }))).toEqual(['unknown', undefined, true]);
});

test('a confirmation whose answer is lost has been one', async () => {
  expect(ended(await run({ reply: { afterMs: 500, result: { status: 'changed', guard: 'armed' } }, isAnswerLost: true }))).toEqual([
    'changed',
    'confirmed',
    false,
  ]);
});
