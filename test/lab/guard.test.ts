import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { restore, run, type Action } from '../../src/core/action.ts';
import type { ReadyStep, StepResult } from '../../src/core/session.ts';
import { useLocalBench } from '../support/local-bench.ts';

/* The dead-man switch of a host without systemd, in three shells. As root: what it keeps belongs to nobody else. */
/** Each test is a step of its own: what waits for the time of an earlier one to be over must not take it for its own. */
let tests = 0;
const placeOf = (): string => `20260101-120000-000ab1/${String(tests).padStart(16, '0')}`;
const nameOf = (): string => placeOf().replace('/', '-');

describe.each(['dash', 'bash', 'busybox ash'])('a host whose shell is %s', (shell) => {
  const bench = useLocalBench(`unshare -n ${shell}`);
  const { at, execute } = bench;
  const state = (): string => `${bench.place.folder}/../state`;
  const guards = (): readonly string[] => (existsSync(`${state()}/guard`) ? readdirSync(`${state()}/guard`) : []);
  const path = (): string => at('file');
  beforeEach(() => {
    tests += 1;
    rmSync(`${state()}/guard`, { recursive: true, force: true });
    rmSync(`${state()}/undo`, { recursive: true, force: true });
    writeFileSync(path(), 'old');
  });

  const write = (text: string): Action => run(['sh', '-c', 'printf %s "$2" >"$1"', 'sh', path(), text]);
  const step = (
    actions: readonly Action[],
    more: { readonly seconds?: number; readonly undo?: readonly Action[]; readonly keep?: false } = {},
  ): ReadyStep => ({
    id: 'h x',
    requests: [],
    actions,
    ...(more.keep === false ? {} : { keep: { at: placeOf(), things: [`path:${path()}`] } }),
    arm: {
      name: nameOf(),
      seconds: more.seconds ?? 60,
      actions: [...restore(`path:${path()}`).map((one) => ({ ...one, from: placeOf() })), ...(more.undo ?? [])],
    },
  });
  const only = async (ready: ReadyStep): Promise<StepResult> => {
    const [result] = await execute([ready]);
    if (result === undefined) throw new Error('no result');
    return result;
  };
  const content = (): string => readFileSync(path(), 'utf8');
  const outcome = (how: 'confirm' | 'look' | 'forget'): Promise<unknown> =>
    bench.place.open({ shell: `unshare -n ${shell}` }).disarm(nameOf(), 'login', how);

  test('takes a step back when its time is over, and says so to whoever asks', async () => {
    expect(await only(step([write('new')], { seconds: 2, undo: [run(['touch', at('also')])] }))).toMatchObject({
      status: 'changed',
      guard: 'armed',
    });
    expect(content()).toBe('new');
    expect(await outcome('look')).toEqual({ state: 'armed', output: '' });
    await sleep(4500);
    expect([content(), existsSync(at('also'))]).toEqual(['old', true]);
    expect(await outcome('confirm')).toEqual({ state: 'fired', output: '' });
    await outcome('forget');
    expect(guards()).toEqual([]);
    expect(await outcome('look')).toEqual({ state: 'absent', output: '' });
  });

  test('takes a step back at once when somebody on the host says so, and not again when its time is over', async () => {
    await only(step([write('new')], { seconds: 3 }));
    await promisify(execFile)('sh', [`${state()}/guard/${nameOf()}/undo`]);
    expect(content()).toBe('old');
    writeFileSync(path(), 'by hand');
    expect(await outcome('look')).toEqual({ state: 'fired', output: '' });
    await sleep(4000);
    expect(content()).toBe('by hand');
  });

  test('leaves a step that was confirmed, and nothing of it stays', async () => {
    await only(step([write('new')], { seconds: 2 }));
    expect(await outcome('confirm')).toEqual({ state: 'confirmed', output: '' });
    await sleep(4000);
    expect([content(), guards()]).toEqual(['new', []]);
  });

  test('takes a step that failed back at once, all of it whatever fails, and says what did', async () => {
    const failed = await only(step([write('new'), run(['false']), write('newer')]));
    expect(failed).toMatchObject({ status: 'failed', failedAction: 1, guard: 'taken_back' });
    expect([content(), guards()]).toEqual(['old', []]);
    const half = await only(
      step([write('new'), run(['false'])], { undo: [run(['sh', '-c', 'echo it is stuck; exit 3']), run(['touch', at('last')])] }),
    );
    expect(half).toMatchObject({ status: 'failed', guard: 'not_taken_back', guardOutput: expect.stringContaining('it is stuck') });
    expect([content(), existsSync(at('last'))]).toEqual(['old', true]);
  });

  test('does nothing of a step that it cannot take back: nothing was kept, or another is not decided', async () => {
    expect(await only(step([write('new')], { keep: false }))).toMatchObject({
      status: 'failed',
      guard: 'not_armed',
      output: expect.stringContaining('not kept'),
    });
    expect([content(), guards()]).toEqual(['old', []]);
    await only(step([write('new')]));
    const second = { ...step([write('newer')]), arm: { name: `${nameOf()}0`, seconds: 60, actions: [run(['true'])] } };
    expect(await only(second)).toMatchObject({ status: 'failed', guard: 'not_armed', output: expect.stringContaining(nameOf()) });
    expect(content()).toBe('new');
    expect(await outcome('confirm')).toMatchObject({ state: 'confirmed' });
  });

  test('ends an action in time to take it back before the time is over', async () => {
    const startedMs = performance.now();
    const slow = await only(step([write('new'), run(['sleep', '30'], { timeoutMs: 60_000 })], { seconds: 8 }));
    expect(slow).toMatchObject({ status: 'timed_out', guard: 'taken_back' });
    expect(performance.now() - startedMs).toBeLessThan(8000);
    expect(content()).toBe('old');
  });

  test('lets one of two win that want to decide at the same moment', async () => {
    await only(step([write('new')], { seconds: 2 }));
    await sleep(1700);
    const told = await Promise.all(Array.from({ length: 6 }, () => outcome('confirm')));
    await sleep(1500);
    // Whoever lost says what the other has done, and never that it stays as well.
    expect(JSON.stringify(told).split('"confirmed"').length - 1).toBe(content() === 'new' ? 1 : 0);
  });
});
