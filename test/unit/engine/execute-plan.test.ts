import { describe, expect, test } from 'vitest';
import { run } from '../../../src/core/action.ts';
import { answersDigest } from '../../../src/core/digest.ts';
import type { Session } from '../../../src/core/session.ts';
import type { Outcome } from '../../../src/engine/execute-plan.ts';
import { cutSession } from '../../support/cut-session.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource, type MadeOptions } from '../../support/made-resource.ts';

const NAMES = ['a', 'b', 'c'];
const SYSCTLS = { x: '0', y: '0', z: '0' };
const freshHost = (name: string): FakeHost => new FakeHost({ name, sysctls: SYSCTLS });
const statusOf = (outcome: Outcome): Readonly<Record<string, string>> =>
  Object.fromEntries([...outcome.hosts].map(([host, one]) => [host, one.status]));
const failing: MadeOptions = { actions: [run(['modprobe', 'none'])] };

/** Three hosts with a parameter each to set; what fails, fails on host `a`. */
function threeHosts(
  onA: MadeOptions,
  more: { readonly batches?: readonly (readonly string[])[]; readonly maxFailures?: number; readonly forks?: number } = {},
): Bench {
  return createBench({
    sessions: NAMES.map((name) => freshHost(name)),
    items: () => Object.fromEntries(NAMES.map((name) => [name, inPlay(0, madeResource('x', name === 'a' ? onA : {}))])),
    plays: [
      {
        name: 'Everything',
        batches: more.batches ?? [NAMES],
        ...(more.maxFailures === undefined ? {} : { maxFailures: more.maxFailures }),
      },
    ],
    forks: more.forks ?? 50,
  });
}

const planAndApply = async (bench: Bench): Promise<Outcome> => bench.apply(await bench.plan());

describe('the failure budget of a play', () => {
  const single = [['a'], ['b'], ['c']];
  test.each<[string, MadeOptions, Parameters<typeof threeHosts>[1], Readonly<Record<string, string>>, readonly number[]]>([
    ['everything well', {}, { maxFailures: 0 }, { a: 'ok', b: 'ok', c: 'ok' }, [0, 0, 0]],
    ['none: all others go on', failing, { batches: single }, { a: 'failed', b: 'ok', c: 'ok' }, [1, 0, 0]],
    [
      'of 0 by one failure: no further batch begins',
      failing,
      { batches: single, maxFailures: 0 },
      { a: 'failed', b: 'not_run', c: 'not_run' },
      [1, 0, 0, 6],
    ],
    ['of 1 is not spent by one failure', failing, { batches: single, maxFailures: 1 }, { a: 'failed', b: 'ok', c: 'ok' }, [1, 0, 0]],
    ['of 0 does not hold hosts of the same batch back', failing, { maxFailures: 0 }, { a: 'failed', b: 'ok', c: 'ok' }, [1, 0, 0, 6]],
    [
      'of 0 by a command that hangs',
      { actions: [run(['hang'])] },
      { batches: single, maxFailures: 0 },
      { a: 'failed', b: 'not_run', c: 'not_run' },
      [1, 0, 0, 6],
    ],
  ])('%s', async (_name, onA, more, expected, codes) => {
    const bench = createBench({
      sessions: NAMES.map((name) => new FakeHost({ name, sysctls: SYSCTLS, commands: { hang: () => ({ exitCode: 124, output: '' }) } })),
      items: () => Object.fromEntries(NAMES.map((name) => [name, inPlay(0, madeResource('x', name === 'a' ? onA : {}))])),
      plays: threeHosts({}, more).order.plays,
    });
    const outcome = await planAndApply(bench);
    expect(statusOf(outcome)).toEqual(expected);
    expect(outcome.exitCodes).toEqual(codes);
    expect(outcome.complete).toBe(codes.every((code) => code === 0));
  });

  test('is spent by a host that could not be reached when the plan was made', async () => {
    const bench = createBench({
      sessions: ['b', 'c'].map((name) => freshHost(name)),
      hosts: NAMES,
      items: () => Object.fromEntries(['b', 'c'].map((name) => [name, inPlay(0, madeResource('x'))])),
      plays: [{ name: 'One by one', batches: [['a'], ['b'], ['c']], maxFailures: 0 }],
    });
    const outcome = await planAndApply(bench);
    expect(statusOf(outcome)).toEqual({ a: 'unreachable', b: 'not_run', c: 'not_run' });
    expect(outcome.exitCodes).toEqual([4, 0, 0, 6]);
    expect(bench.of('steps_sent')).toEqual([]);
  });
});

describe('order', () => {
  test('a batch begins when the one before has ended, and a play likewise', async () => {
    const bench = createBench({
      sessions: NAMES.map((name) => freshHost(name)),
      items: () => Object.fromEntries(NAMES.map((name) => [name, [...inPlay(0, madeResource('x')), ...inPlay(1, madeResource('y'))]])),
      plays: [
        { name: 'one', batches: [['a'], ['b', 'c']] },
        { name: 'two', batches: [['c', 'b', 'a']] },
      ],
    });
    await planAndApply(bench);
    const marks = bench.events.flatMap((event) => {
      if (event.event === 'batch_started') return [`batch ${event.hosts.join(' ')} ${event.number}/${event.of}`];
      if (event.event === 'play_started' || event.event === 'play_done') return [`${event.event} ${event.play}`];
      return event.event === 'step_done' ? [`${event.host} ${event.address} ${event.status}`] : [];
    });
    const sorted = (list: readonly string[]): readonly string[] => [...list].sort();
    expect(marks.slice(0, 4)).toEqual(['play_started one', 'batch a 1/2', 'a made:x changed', 'batch b c 2/2']);
    expect(sorted(marks.slice(4, 6))).toEqual(['b made:x changed', 'c made:x changed']);
    expect(marks.slice(6, 8)).toEqual(['play_done one', 'play_started two']);
    expect(sorted(marks.slice(8, 11))).toEqual(['a made:y changed', 'b made:y changed', 'c made:y changed']);
    expect(marks.slice(11)).toEqual(['play_done two']);
  });

  test('a host that failed is out of the plays that follow', async () => {
    const bench = createBench({
      sessions: ['a', 'b'].map((name) => freshHost(name)),
      items: () => ({
        a: [...inPlay(0, madeResource('x', failing)), ...inPlay(1, madeResource('y'))],
        b: [...inPlay(0, madeResource('x')), ...inPlay(1, madeResource('y'))],
      }),
      plays: ['one', 'two'].map((name) => ({ name, batches: [['a', 'b']] })),
    });
    const outcome = await planAndApply(bench);
    expect(statusOf(outcome)).toEqual({ a: 'failed', b: 'ok' });
    expect(bench.of('play_started').map((event) => [event.play, event.hosts])).toEqual([
      ['one', ['a', 'b']],
      ['two', ['b']],
    ]);
  });

  test('never more hosts at once than --forks', async () => {
    let busy = 0;
    let most = 0;
    const slow = (host: FakeHost): Session => ({
      host: host.host,
      ask: (requests) => host.ask(requests),
      execute: async (steps, identity, onProgress) => {
        busy += 1;
        most = Math.max(most, busy);
        await new Promise((resolve) => setTimeout(resolve, 5));
        busy -= 1;
        return host.execute(steps, identity, onProgress);
      },
      bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
      run: (argv) => host.run(argv),
      stats: () => host.stats(),
      close: () => host.close(),
    });
    const names = ['a', 'b', 'c', 'd', 'e'];
    const bench = createBench({
      sessions: names.map((name) => slow(freshHost(name))),
      items: () => Object.fromEntries(names.map((name) => [name, inPlay(0, madeResource('x'))])),
      forks: 2,
    });
    expect(Object.values(statusOf(await planAndApply(bench)))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(most).toBe(2);
  });
});

describe('one host', () => {
  test('does not go on after a step that failed, and the rest is told as not begun', async () => {
    const host = freshHost('a');
    const bench = createBench({
      sessions: [host],
      items: () => ({ a: inPlay(0, madeResource('x'), madeResource('y', failing), madeResource('z')) }),
    });
    const outcome = await planAndApply(bench);
    expect(host.model.sysctls).toEqual(
      new Map([
        ['x', '1'],
        ['y', '0'],
        ['z', '0'],
      ]),
    );
    expect(outcome.hosts.get('a')).toMatchObject({
      status: 'failed',
      changed: 1,
      exitCode: 1,
      diagnostics: [{ code: 'RB3102', host: 'a', address: 'made:y' }],
    });
  });

  test('is refused, and left as it is, when it changed between plan and step', async () => {
    const host = freshHost('a');
    const bench = createBench({ sessions: [host], items: () => ({ a: inPlay(0, madeResource('x')) }) });
    const plan = await bench.plan();
    host.model.sysctls.set('x', '9');
    const outcome = await bench.apply(plan);
    expect(host.model.sysctls.get('x')).toBe('9');
    expect(outcome.hosts.get('a')).toMatchObject({
      status: 'refused',
      exitCode: 3,
      diagnostics: [{ code: 'RB3101', why: 'sysctl x: was "0", is "9"' }],
    });
  });

  test('has nothing done twice when somebody else did it meanwhile', async () => {
    const host = freshHost('a');
    const bench = createBench({ sessions: [host], items: () => ({ a: inPlay(0, madeResource('x')) }) });
    const plan = await bench.plan();
    host.model.sysctls.set('x', '1');
    const outcome = await bench.apply(plan);
    expect(host.performed).toEqual([]);
    expect(outcome.hosts.get('a')).toMatchObject({ status: 'ok', changed: 0 });
    expect(bench.of('step_done').map((event) => event.status)).toEqual(['already']);
  });

  test('failed when all was done and it still does not look as planned', async () => {
    const host = freshHost('a');
    const bench = createBench({ sessions: [host], items: () => ({ a: inPlay(0, madeResource('x', { actions: [run(['true'])] })) }) });
    const outcome = await planAndApply(bench);
    expect(outcome.hosts.get('a')).toMatchObject({ status: 'failed', exitCode: 1, changed: 0, diagnostics: [{ code: 'RB3103' }] });
  });

  test('counts what was changed at once with a step that failed, and takes up nothing behind them', async () => {
    const host = freshHost('a');
    /** Carries out all steps of a frame, as a host does with files. */
    const atOnce: Session = {
      host: 'a',
      ask: (requests) => host.ask(requests),
      execute: async (steps, identity, onProgress) =>
        (await Promise.all(steps.map((step) => host.execute([step], identity, onProgress)))).flat(),
      bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
      run: (argv) => host.run(argv),
      stats: () => host.stats(),
      close: () => host.close(),
    };
    const bench = createBench({
      sessions: [atOnce],
      items: () => ({
        a: inPlay(0, madeResource('x', { actions: [run(['true'])] }), madeResource('y'), madeResource('z', { labels: ['disruptive'] })),
      }),
    });
    const outcome = await planAndApply(bench);
    expect(outcome.hosts.get('a')).toMatchObject({ status: 'failed', changed: 1, diagnostics: [{ code: 'RB3103', address: 'made:x' }] });
    expect(bench.of('step_done').map(({ address, status }) => `${address} ${status}`)).toEqual(['made:x failed', 'made:y changed']);
    expect(host.model.sysctls.get('z')).toBe('0');
  });

  test('gets its steps in as few frames as their kinds allow', async () => {
    const host = freshHost('a');
    const bench = createBench({
      sessions: [host],
      items: () => ({ a: inPlay(0, madeResource('x'), madeResource('y'), madeResource('z', { labels: ['guarded'] })) }),
    });
    await planAndApply(bench);
    expect(bench.of('steps_sent').map((event) => event.addresses)).toEqual([['made:x', 'made:y'], ['made:z']]);
  });
});

describe('a link that breaks in the middle', () => {
  test.each([
    ['before anything was done', 0, []],
    ['after the first of three steps', 1, ['made:x']],
  ])('%s: that host is unreachable, the others finish', async (_name, cutAfter, doneThere) => {
    const bench = createBench({
      sessions: [cutSession(freshHost('a'), cutAfter), freshHost('b')],
      items: () => ({
        a: inPlay(0, madeResource('x'), madeResource('y'), madeResource('z')),
        b: inPlay(0, madeResource('x'), madeResource('y')),
      }),
    });
    const outcome = await planAndApply(bench);
    expect(statusOf(outcome)).toEqual({ a: 'unreachable', b: 'ok' });
    expect(outcome.exitCodes).toEqual([4, 0]);
    expect(
      bench
        .of('step_done')
        .filter((event) => event.host === 'a')
        .map((event) => event.address),
    ).toEqual(doneThere);
    expect(outcome.hosts.get('a')?.changed).toBe(doneThere.length);
    expect(bench.of('host_failed')).toMatchObject([{ host: 'a', status: 'unreachable' }]);
    const ends = new Map(bench.of('host_done').map((event) => [event.host, event.status]));
    expect(Object.fromEntries(ends)).toEqual({ a: 'failed', b: 'ok' });
  });
});

describe('after Ctrl-C', () => {
  test('the step in hand is finished, and nothing new is begun', async () => {
    const host = freshHost('a');
    const bench = createBench({
      sessions: [host, freshHost('b')],
      items: () => ({ a: inPlay(0, madeResource('x', { labels: ['disruptive'] }), madeResource('y')), b: inPlay(0, madeResource('x')) }),
      plays: [{ name: 'One by one', batches: [['a'], ['b']] }],
    });
    const outcome = await bench.apply(await bench.plan(), () => bench.of('step_started').length > 0);
    expect(bench.of('step_done').map((event) => [event.host, event.address, event.status])).toEqual([['a', 'made:x', 'changed']]);
    expect(statusOf(outcome)).toEqual({ a: 'not_run', b: 'not_run' });
    expect(outcome.exitCodes).toContain(130);
    expect(bench.of('batch_started').map((event) => event.hosts)).toEqual([['a']]);
    expect(outcome.complete).toBe(false);
  });
});

test('a step that nothing can be asked about is done each time', async () => {
  const host = freshHost('a');
  const blind = { ...madeResource('x'), observe: () => Promise.resolve({ value: 'unseen' }) };
  const bench = createBench({ sessions: [host], items: () => ({ a: inPlay(0, blind) }) });
  expect(answersDigest([])).toMatch(/^e3b0c442/u);
  await planAndApply(bench);
  await planAndApply(bench);
  expect(host.performed).toHaveLength(2);
});
