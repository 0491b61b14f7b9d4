import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LockClaim, LockNews } from '../../../src/core/lock.ts';
import type { Session } from '../../../src/core/session.ts';
import type { Outcome } from '../../../src/engine/execute-plan.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource } from '../../support/made-resource.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const held: LockNews = { kind: 'held', run: 'other', owner: 'lee on desk-2', sinceSeconds: 12, leftSeconds: 40 };

/** A host with two parameters to set, and what it says of its lock, frame by frame; when the list is over the lock is free. */
function locked(said: (LockNews | 'free')[]): { readonly bench: Bench; readonly claims: LockClaim[] } {
  const host = new FakeHost({ name: 'a', sysctls: { x: '0', y: '0' } });
  const claims: LockClaim[] = [];
  const session: Session = {
    ...sessionOf(host),
    execute: async (steps, identity, onProgress, logLine, claim) => {
      if (claim === undefined) throw new Error('steps without a claim');
      claims.push(claim);
      const news = said.shift() ?? 'free';
      if (news !== 'free') claim.tell(news);
      if (news === 'free' || news.kind === 'took') return host.execute(steps, identity, onProgress);
      return steps.map(({ id }) => ({ id, status: 'not_begun', answers: [], durationMs: 0 }));
    },
  };
  return {
    bench: createBench({ sessions: [session], items: () => ({ a: inPlay(0, madeResource('x'), madeResource('y')) }) }),
    claims,
  };
}

function sessionOf(host: FakeHost): Session {
  return {
    host: host.host,
    ask: (requests) => host.ask(requests),
    execute: (steps, identity, onProgress) => host.execute(steps, identity, onProgress),
    bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
    run: (argv) => host.run(argv),
    stats: () => host.stats(),
    close: () => host.close(),
  };
}

async function applied(bench: Bench): Promise<Outcome> {
  const plan = await bench.plan();
  let isDone = false;
  const running = bench.apply(plan).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await vi.advanceTimersByTimeAsync(200);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return running;
}

const statusOf = (outcome: Outcome): string | undefined => outcome.hosts.get('a')?.status;
const doneOf = (bench: Bench): number => bench.of('step_done').filter((event) => event.status === 'changed').length;

test('a lock that is in the way is looked at, waited for, and taken when it is free', async () => {
  const { bench, claims } = locked([{ kind: 'contended' }, held, held]);
  const outcome = await applied(bench);
  expect(statusOf(outcome)).toBe('ok');
  expect(doneOf(bench)).toBe(2);
  expect(claims.map(({ isSeizing, isLast }) => [isSeizing, isLast])).toEqual([
    [false, true],
    [true, false],
    [true, false],
    [true, false],
    [false, true],
  ]);
  expect(bench.of('notice').map((event) => event.text)).toEqual([
    'waits for the lock of the run other of lee on desk-2, which has it for 12 s',
  ]);
});

test('a lock that lives longer than a lease is not waited for any more: the host is refused', async () => {
  const { bench } = locked([{ kind: 'contended' }, ...Array.from({ length: 100 }, () => held)]);
  const outcome = await applied(bench);
  expect(statusOf(outcome)).toBe('refused');
  expect(outcome.exitCodes).toEqual([3]);
  expect(outcome.hosts.get('a')?.diagnostics).toMatchObject([
    { code: 'RB3120', why: 'the run other of lee on desk-2 has the lock for 12 s and renews it' },
  ]);
  expect(doneOf(bench)).toBe(0);
  // Whose it is, is said again and again.
  expect(bench.of('notice').length).toBeGreaterThanOrEqual(3);
});

const undecided: LockNews = {
  kind: 'undecided',
  guards: '20260101-020304-567abc-fedcba9876543210:fired 20260102-030405-678abc-0123456789abcdef:armed',
};

test.each([
  ['found with the lock', []],
  ['found when the lock of the dead run is ours', [{ kind: 'contended' }]],
] as const)('a step of another run that the host is about to take back is waited for: %s', async (_, before) => {
  const said: LockNews[] = [...before, undecided, undecided, undecided];
  const { bench } = locked(said);
  expect(statusOf(await applied(bench))).toBe('ok');
  expect(said).toEqual([]);
  expect(doneOf(bench)).toBe(2);
  expect(bench.of('notice').map((event) => event.text)).toEqual([
    expect.stringContaining('waits until the host has decided'),
    'the host has decided, and the run goes on there',
  ]);
});

test('a host that does not decide is not waited for for ever: it is refused', async () => {
  const { bench, claims } = locked(Array.from({ length: 500 }, () => undecided));
  const outcome = await applied(bench);
  expect(outcome.exitCodes).toEqual([3]);
  expect(outcome.hosts.get('a')).toMatchObject({
    status: 'refused',
    diagnostics: [
      {
        code: 'RB3045',
        what: expect.stringContaining('a step that the run 20260102-030405-678abc did not confirm'),
        why: expect.stringContaining('within 75 s'),
        mend: expect.stringContaining('sh /var/lib/runbook/guard/20260102-030405-678abc-0123456789abcdef/undo'),
      },
    ],
  });
  expect(doneOf(bench)).toBe(0);
  // Once a second, for the 60 s of a guard and 15 more.
  expect(claims.length).toBeGreaterThan(70);
  expect(claims.length).toBeLessThan(90);
});

test('a lock that somebody else has by then is not waited for again', async () => {
  const { bench } = locked([undecided, held]);
  expect((await applied(bench)).hosts.get('a')).toMatchObject({ status: 'refused', diagnostics: [{ code: 'RB3120' }] });
});

test.each([
  [{ kind: 'lapsed', why: 'lost' }, 'RB3121'],
  [{ kind: 'lockless', why: 'no room' }, 'RB3122'],
] as const)('%j: nothing more is begun', async (news, code) => {
  const { bench } = locked([news]);
  const outcome = await applied(bench);
  expect(outcome.hosts.get('a')).toMatchObject({ status: 'refused', diagnostics: [{ code }] });
  expect(doneOf(bench)).toBe(0);
});

test('a lease that only ended is taken again, and the rest goes on', async () => {
  const { bench } = locked([{ kind: 'lapsed', why: 'over' }]);
  expect(statusOf(await applied(bench))).toBe('ok');
  expect(doneOf(bench)).toBe(2);
});

test('what is taken over from a dead run is said', async () => {
  const { bench } = locked([{ kind: 'contended' }, { kind: 'took', run: 'dead', owner: 'kim \u001b[31mon desk', why: 'gone' }]);
  expect(statusOf(await applied(bench))).toBe('ok');
  expect(bench.of('notice').map((event) => event.text)).toEqual([
    expect.stringMatching(/^takes over the lock of the run dead of kim .*on desk: it runs no more$/u),
  ]);
  expect(JSON.stringify(bench.of('notice'))).not.toContain('\\u001b');
});
