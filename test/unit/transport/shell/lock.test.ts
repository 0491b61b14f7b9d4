import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { run } from '../../../../src/core/action.ts';
import type { LockClaim, LockNews } from '../../../../src/core/lock.ts';
import type { ReadyStep, Session, StepResult } from '../../../../src/core/session.ts';
import type { Channel } from '../../../../src/transport/channel.ts';
import { openLocalPlace } from '../../../support/local-session.ts';

const uid = process.getuid?.() ?? 0;

/** A step that leaves its name in a file. */
function step(name: string, script = ':'): ReadyStep {
  return { id: name, requests: [], actions: [run(['sh', '-c', `echo ${name} >>"$0"; ${script}`, join(folder, 'done')])] };
}

let folder = '';

/** What a step does until `letGo`. */
const WAIT = 'until [ -e "${0%/*}/go" ]; do sleep 0.1; done';
const letGo = (): void => writeFileSync(join(folder, 'go'), '');
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(['dash', 'bash', 'busybox ash'])('the lock of a host whose shell is %s', (shell) => {
  const place = openLocalPlace();
  afterAll(() => place.close());
  const lockFile = uid === 0 ? join(dirname(place.folder), 'volatile/lock') : `/var/tmp/runbook-${uid}/lock`;
  let count = 0;
  beforeEach(() => {
    folder = join(place.folder, String((count += 1)));
    mkdirSync(folder);
  });

  // A session that is closed leaves none.
  afterEach(() => vi.waitUntil(() => !existsSync(lockFile), { timeout: 5000 }));

  /** Does steps as a run; gives their statuses and what was said of the lock. */
  async function as(
    name: string,
    session: Session,
    steps: readonly ReadyStep[],
    more: Partial<LockClaim> = {},
  ): Promise<{ readonly statuses: readonly StepResult['status'][]; readonly news: readonly LockNews[] }> {
    const news: LockNews[] = [];
    const claim: LockClaim = {
      run: name,
      owner: `${name}'s "operator" on $HOME`,
      leaseSeconds: 60,
      isSeizing: true,
      isLast: false,
      stop: new AbortController().signal,
      tell: (one) => news.push(one),
      ...more,
    };
    const results = await session.execute(steps, 'login', () => undefined, undefined, claim);
    return { statuses: results.map((one) => one.status), news };
  }
  const done = (): string => (existsSync(join(folder, 'done')) ? readFileSync(join(folder, 'done'), 'utf8') : '');

  test('keeps a second run out, and says whose it is', async () => {
    const [one, two] = [place.open({ shell }), place.open({ shell })];
    expect(await as('run-1', one, [step('a')])).toEqual({ statuses: ['changed'], news: [] });
    const held = await as('run-2', two, [step('b')]);
    expect(held.statuses).toEqual(['not_begun']);
    expect(held.news).toMatchObject([{ kind: 'held', run: 'run-1', owner: `run-1's "operator" on $HOME` }]);
    expect(await as('run-1', one, [step('c')], { isLast: true })).toEqual({ statuses: ['changed'], news: [] });
    expect(existsSync(lockFile)).toBe(false);
    expect(await as('run-2', two, [step('d')])).toEqual({ statuses: ['changed'], news: [] });
    expect(done()).toBe('a\nc\nd\n');
    await one.close();
    await two.close();
  });

  test('is taken over from a driver that is gone, from before a restart, and from one that was not written whole', async () => {
    const session = place.open({ shell });
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const started = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
    const cases = [
      ['gone', `old 99999999\n${boot}\n${process.pid} 1\n5\nkim\n`],
      ['restarted', `old 99999999\n00000000-0000-0000-0000-000000000000\n${process.pid} ${started}\n5\nkim\n`],
      ['torn', 'old 999'],
    ] as const;
    mkdirSync(dirname(lockFile), { recursive: true, mode: 0o700 });
    for (const [why, text] of cases) {
      writeFileSync(lockFile, text);
      const taken = await as('run-3', session, [step(why)], { isLast: true });
      expect(taken).toMatchObject({ statuses: ['changed'], news: [{ kind: 'took', why }] });
    }
    await session.close();
  });

  test('of three that want a dead one at once, one gets it', async () => {
    const sessions = [1, 2, 3].map(() => place.open({ shell }));
    // Their shells are there before.
    await Promise.all(sessions.map((one) => one.ask([{ ask: 'exists', path: '/' }], 'login')));
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    mkdirSync(dirname(lockFile), { recursive: true, mode: 0o700 });
    for (let round = 0; round < 4; round += 1) {
      writeFileSync(lockFile, `old 99999999\n${boot}\n${process.pid} 1\n5\nkim\n`);
      const ended = await Promise.all(sessions.map((one, index) => as(`run-${round}-${index}`, one, [step('x')])));
      expect(ended.filter(({ statuses }) => statuses[0] === 'changed')).toHaveLength(1);
      expect(ended.flatMap(({ news }) => news.map((one) => one.kind)).toSorted()).toEqual(['held', 'held', 'took']);
    }
    await Promise.all(sessions.map((one) => one.close()));
  });

  test('is left to a driver that lives, until its lease is over', async () => {
    const session = place.open({ shell });
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const started = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
    const lock = (end: number): string => `old ${end}\n${boot}\n${process.pid} ${started}\n5\nkim\n`;
    mkdirSync(dirname(lockFile), { recursive: true, mode: 0o700 });
    const leases = [
      [99_999_999, 'idle', 'held'],
      [99_999_999, 'busy', 'held'],
      [1, 'busy', 'held'],
      [1, 'idle', 'took'],
    ] as const;
    for (const [end, state, kind] of leases) {
      writeFileSync(lockFile, lock(99_999_999));
      writeFileSync(join(dirname(lockFile), 'lease'), `old ${end} ${state}\n`);
      expect((await as('run-4', session, [step('x')], { isLast: true })).news).toMatchObject([{ kind, run: 'old', owner: 'kim' }]);
    }
    await session.close();
  });

  test('is ours while the host is about to take a step of another run back, and nothing is done until it has', async () => {
    const [one, two] = [place.open({ shell }), place.open({ shell })];
    const guard = join(dirname(place.folder), 'state/guard/20260102-030405-678abc-0123456789abcdef');
    mkdirSync(guard, { recursive: true });
    for (const [isSeizing, state] of [
      [false, 'armed'],
      [true, 'armed'],
      [false, 'firing'],
      [true, 'firing'],
    ] as const) {
      writeFileSync(join(guard, state), '');
      expect(await as('run-11', one, [step('a')], { isSeizing })).toEqual({
        statuses: ['not_begun'],
        news: [{ kind: 'undecided', guards: `20260102-030405-678abc-0123456789abcdef:${state}` }],
      });
      rmSync(join(guard, state));
    }
    // Whoever comes meanwhile waits for the run that waits.
    expect((await as('run-12', two, [step('b')])).news).toMatchObject([{ kind: 'held', run: 'run-11' }]);
    writeFileSync(join(guard, 'fired'), '0\n');
    expect(await as('run-11', one, [step('c')], { isLast: true })).toEqual({ statuses: ['changed'], news: [] });
    expect(done()).toBe('c\n');
    rmSync(guard, { recursive: true });
    await one.close();
    await two.close();
  });

  test('is renewed while a step takes longer than the lease', async () => {
    const [one, two] = [place.open({ shell }), place.open({ shell })];
    const long = as('run-5', one, [step('a', WAIT), step('b')], { leaseSeconds: 2, isLast: true });
    await expect.poll(done, { timeout: 5000 }).toBe('a\n');
    await pause(3500);
    const second = await as('run-6', two, [step('c')]);
    expect(second.news).toMatchObject([{ kind: 'held', run: 'run-5' }]);
    expect(second.news.flatMap((one) => (one.kind === 'held' ? [one.leftSeconds > 0] : []))).toEqual([true]);
    letGo();
    expect((await long).statuses).toEqual(['changed', 'changed']);
    await one.close();
    await two.close();
  });

  test('stops the steps behind the one in hand when the run says so', async () => {
    const session = place.open({ shell });
    const stop = new AbortController();
    const steps = [step('a', WAIT), step('b'), step('c')];
    const running = as('run-7', session, steps, { stop: stop.signal });
    await expect.poll(done, { timeout: 5000 }).toBe('a\n');
    stop.abort();
    await expect.poll(() => readFileSync(join(dirname(lockFile), 'lease'), 'utf8'), { timeout: 5000 }).toBe('run-7 0 busy\n');
    letGo();
    expect(await running).toEqual({ statuses: ['changed', 'not_begun', 'not_begun'], news: [{ kind: 'lapsed', why: 'stop' }] });
    expect(done()).toBe('a\n');
    await session.close();
  });

  test('stops the steps when somebody else has it', async () => {
    const session = place.open({ shell });
    const running = as('run-8', session, [step('a', WAIT), step('b')]);
    await expect.poll(done, { timeout: 5000 }).toBe('a\n');
    writeFileSync(lockFile, 'other 1\n');
    letGo();
    expect(await running).toEqual({ statuses: ['changed', 'not_begun'], news: [{ kind: 'lapsed', why: 'lost' }] });
    await session.close();
    expect(readFileSync(lockFile, 'utf8')).toBe('other 1\n');
    rmSync(lockFile);
  });

  test('lapses when nobody renews it: the steps stop, and the next run takes it over from a driver that lives', async () => {
    let channels = 0;
    // The host allows no second channel, so that nothing can be renewed while steps run.
    const through = (channel: Channel): Channel => ((channels += 1) === 1 ? channel : { ...channel, write: () => undefined });
    const [one, two] = [place.open({ shell, through }), place.open({ shell })];
    const running = as('run-9', one, [step('a', WAIT), step('b')], { leaseSeconds: 2 });
    await expect.poll(done, { timeout: 5000 }).toBe('a\n');
    await pause(2000);
    // What is in hand is let finish, though the lease is over.
    expect((await as('run-10', two, [step('c')])).news).toMatchObject([{ kind: 'held', run: 'run-9' }]);
    letGo();
    expect(await running).toEqual({ statuses: ['changed', 'not_begun'], news: [{ kind: 'lapsed', why: 'over' }] });
    expect(await as('run-10', two, [step('d')])).toMatchObject({
      statuses: ['changed'],
      news: [{ kind: 'took', run: 'run-9', why: 'over' }],
    });
    // Whoever comes back finds out.
    expect(await as('run-9', one, [step('e')])).toMatchObject({ statuses: ['not_begun'], news: [{ kind: 'held', run: 'run-10' }] });
    expect(done()).toBe('a\nd\n');
    await one.close();
    await two.close();
  });
});
