import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { run, type Action } from '../../src/core/action.ts';
import { answersDigest, sha256 } from '../../src/core/digest.ts';
import type { LockClaim, LockNews } from '../../src/core/lock.ts';
import type { ReadyStep } from '../../src/core/session.ts';
import { useLocalBench } from '../support/local-bench.ts';

/* How the undo store comes to be, and how it stays small. As root: it belongs to nobody else. */
describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(shell);
  const { at, execute } = bench;
  const state = (): string => `${bench.place.folder}/../state`;
  const store = (): string => `${state()}/undo`;
  beforeEach(() => rmSync(state(), { recursive: true, force: true }));

  const keeping = (place: string, actions: readonly Action[]): ReadyStep => ({
    id: 'h x',
    requests: [],
    actions,
    keep: { at: place, things: [`path:${at('x')}`] },
  });
  const stored = (): readonly string[] => readdirSync(store()).sort();
  const makeRuns = (...names: readonly string[]): void => {
    for (const name of names) mkdirSync(`${store()}/${name}`, { recursive: true, mode: 0o700 });
    execFileSync('chmod', ['700', state(), store()]);
  };

  test('keeps the newest 20 runs, and the one in hand and the one that is put back whatever their age', async () => {
    const runs = Array.from({ length: 25 }, (_, index) => `20260201-1200${String(index + 10)}-ab12`);
    makeRuns(...runs, 'theirs');
    await execute([keeping('20260101-120000-ab12/aa', [])]);
    expect(stored()).toEqual(['20260101-120000-ab12', ...runs.slice(5), 'theirs']);
    const restore: Action = { do: 'restore', thing: `path:${at('x')}`, from: '20260101-120000-ab12/aa' };
    await execute([keeping('20260301-120000-ab12/aa', [restore])]);
    expect(stored()).toEqual(['20260101-120000-ab12', ...runs.slice(6), '20260301-120000-ab12', 'theirs']);
  });

  test('loses the run that is one too many together with the lock, and also where a step fails', async () => {
    const runs = Array.from({ length: 20 }, (_, index) => `20260101-1200${String(index + 10)}-ab12`);
    makeRuns(...runs);
    const news: LockNews[] = [];
    const claim: LockClaim = {
      run: 'r',
      owner: 'o',
      leaseSeconds: 60,
      isSeizing: false,
      isLast: true,
      stop: new AbortController().signal,
      tell: (one) => news.push(one),
    };
    const take = (steps: readonly ReadyStep[]): Promise<unknown> =>
      bench.session.execute(steps, 'login', () => undefined, undefined, claim);
    await take([keeping('20260201-120000-ab12/aa', [run(['touch', at('x')])])]);
    expect(stored()).toEqual([...runs.slice(1), '20260201-120000-ab12']);
    expect(readdirSync(`${state()}/../volatile`)).toEqual([]);
    await take([keeping('20260202-120000-ab12/aa', [run(['false'])])]);
    expect(stored()).toEqual([...runs.slice(2), '20260201-120000-ab12', '20260202-120000-ab12']);
    expect(news).toEqual([]);
  });

  test('is looked at again when an action has made some of it before the first thing is kept', async () => {
    writeFileSync(at('x'), 'as it is');
    const step = (id: string, name: string): ReadyStep => ({
      id,
      requests: [{ ask: 'digest', path: at(name) }],
      after: answersDigest([sha256('as it is')]),
      actions: [{ do: 'write', path: at(name), content: { text: 'as it is' }, mode: '0644', owner: 'root', group: 'root' }],
      keep: { at: `20260101-120000-ab12/${id}`, things: [`path:${at(name)}`] },
    });
    const record: ReadyStep = { id: 'h', requests: [], actions: [run(['mkdir', '-p', `${state()}/services`])] };
    const results = await execute([step('aa', 'x'), record, step('bb', 'y')]);
    expect(results.map(({ status, kept }) => [status, kept])).toEqual([
      ['already', undefined],
      ['changed', undefined],
      ['changed', true],
    ]);
  });
});
