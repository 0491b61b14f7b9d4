import { describe, expect, test } from 'vitest';
import { run } from '../../../src/core/action.ts';
import { holeText } from '../../../src/core/hole.ts';
import { mayBeAskedAhead, type FormerQuestions, type Question } from '../../../src/core/question.ts';
import { requestKey, type Request } from '../../../src/core/request.ts';
import { makePlan } from '../../../src/engine/make-plan.ts';
import type { KnownOutputs } from '../../../src/engine/ports.ts';
import { matchesWhole, outputValue } from '../../../src/engine/known-outputs.ts';
import { createBench, diagnosticsOf, inPlay, type Items } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import type { FakeHostOptions } from '../../support/fake-host-options.ts';
import { madeResource, valueOutput } from '../../support/made-resource.ts';

const hole = holeText({ kind: 'output', host: 'b', address: 'made:key', output: 'key', pattern: '[0-9]+', secret: false });
const host = (name: string, sysctls: FakeHostOptions['sysctls'] = {}): FakeHost => new FakeHost({ name, sysctls });
const key = madeResource('key', { value: '7', outputs: { key: valueOutput('key') } });

/** Host a uses the key of host b, by its value where it is known. */
const items: Items = (outputs: KnownOutputs) => {
  const value = outputs('b', 'made:key', 'key') ?? hole;
  const use = madeResource('use', { value: '1', actions: [run(['sysctl', '-w', 'use=1'], { stdin: `key ${value}` })] });
  return { a: inPlay(0, use), b: inPlay(0, key) };
};
const inputsOf = (plan: { readonly steps: readonly { readonly actions: readonly unknown[] }[] }): string =>
  JSON.stringify(plan.steps.map((step) => step.actions));

describe('values of other hosts', () => {
  test('are used at once where the host that makes them is as it should be', async () => {
    const bench = createBench({ sessions: [host('a', { use: '0' }), host('b', { key: '7' })], items });
    const plan = await bench.plan();
    expect(plan.steps.map((step) => step.id)).toEqual(['a made:use']);
    expect(inputsOf(plan)).toContain('key 7');
  });

  test('are holes where the host that makes them is still to be changed, whatever it has now', async () => {
    const bench = createBench({ sessions: [host('a', { use: '0' }), host('b', { key: '6' })], items });
    const plan = await bench.plan();
    expect(plan.steps.map((step) => step.id)).toEqual(['a made:use', 'b made:key']);
    expect(inputsOf(plan)).not.toMatch(/key [67]/u);
    expect(JSON.stringify(plan.steps[0]?.actions)).toContain(JSON.stringify(hole).slice(1, -1));
  });

  test('are read from a host outside the scope, and the plan names that contact', async () => {
    const b = host('b', { key: '7' });
    const bench = createBench({ sessions: [host('a', { use: '0' }), b], items, scope: ['a'] });
    const plan = await bench.plan();
    expect(inputsOf(plan)).toContain('key 7');
    expect(plan.hosts.map((one) => [one.name, one.readOnly ?? false])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(b.performed).toEqual([]);
  });

  test('that a host outside the scope does not have yet are refused with both places', async () => {
    const bench = createBench({ sessions: [host('a', { use: '0' }), host('b', { key: '6' })], items, scope: ['a'] });
    const [found] = await diagnosticsOf(bench.plan());
    expect(found).toMatchObject({ code: 'RB3004', host: 'a', address: 'made:use', why: expect.stringContaining('made:key of b') });
  });

  test('leave hosts outside the scope alone when nothing of theirs is needed', async () => {
    const bench = createBench({
      sessions: [host('a', { use: '0' })],
      hosts: ['a', 'b'],
      scope: ['a'],
      items: () => ({ a: inPlay(0, madeResource('use')) }),
    });
    expect((await bench.plan()).hosts.map((one) => one.name)).toEqual(['a']);
    expect(bench.of('host_connecting').map((event) => event.host)).toEqual(['a']);
  });
});

describe('what the last run asked', () => {
  /** A bench whose host notes what it is asked in each round trip, with questions of a last run. */
  const benchOf = (former: readonly Question[], more: Partial<Parameters<typeof createBench>[0]> = {}) => {
    const trips: string[][] = [];
    const kept: Question[] = [];
    const fake = host('a', { use: '1', other: '1' });
    const ask = fake.ask.bind(fake);
    fake.ask = (requests) => {
      trips.push(requests.map((request) => requestKey(request)));
      return ask(requests);
    };
    const bench = createBench({ sessions: [fake], items: () => ({ a: inPlay(0, madeResource('use')) }), ...more });
    const formerQuestions: FormerQuestions = { of: () => former, keep: (_host, asked) => void kept.push(...asked) };
    return { trips, kept, plan: (stage = 1) => makePlan(bench.order, stage, { ...bench.ports, formerQuestions }, bench.pool) };
  };
  const use: Question = { identity: 'login', request: { ask: 'sysctl', key: 'use' } };
  const other: Question = { identity: 'login', request: { ask: 'sysctl', key: 'other' } };

  test('is asked together with the facts, and a plan then needs no further round trip', async () => {
    const first = benchOf([other]);
    const plan = await first.plan();
    expect(first.trips).toHaveLength(2);
    const second = benchOf(first.kept);
    expect({ ...(await second.plan()), createdAt: '' }).toEqual({ ...plan, createdAt: '' });
    expect(second.trips).toHaveLength(1);
  });

  test('is guessed where there was none, from what is written: that costs no further round trip either', async () => {
    const first = benchOf([]);
    expect((await first.plan()).steps).toEqual([]);
    expect(first.trips).toEqual([[requestKey(use.request), 'facts']]);
  });

  test('is not guessed where something was written wrong, and what is guessed wrongly is asked when the facts are known', async () => {
    const warnings = [{ code: 'RB2001', severity: 'error', what: 'a mistake' } as const];
    const wrong = benchOf([], { warnings });
    expect(await diagnosticsOf(wrong.plan())).toEqual(warnings);
    expect(wrong.trips).toEqual([['facts']]);
    let expansions = 0;
    const guessed = benchOf([], { items: () => ({ a: inPlay(0, madeResource((expansions += 1) === 1 ? 'other' : 'use')) }) });
    expect((await guessed.plan()).steps).toEqual([]);
    expect(guessed.trips).toEqual([[requestKey(other.request), 'facts'], [requestKey(use.request)]]);
  });

  test('is forgotten when it is asked no more', async () => {
    const { kept, plan } = benchOf([use, other]);
    await plan();
    expect(kept).toContainEqual(use);
    expect(kept).not.toContainEqual(other);
  });

  test('is not asked ahead where it is no longer the beginning, or where answers of too many hosts would wait', async () => {
    const later = benchOf([use]);
    await later.plan(2);
    expect(later.trips).toHaveLength(2);
    const many = benchOf([use], { hosts: ['a', ...Array.from({ length: 200 }, (_, index) => `absent-${index}`)] });
    await many.plan();
    expect(many.trips).toHaveLength(2);
  });

  test('is not kept when it is a command: one that is written no more must not run once more', () => {
    const reads: Request = { ask: 'run', argv: ['true'], reads: [], timeoutMs: 1000 };
    expect(mayBeAskedAhead({ identity: 'login', request: reads })).toBe(false);
    expect(mayBeAskedAhead(use)).toBe(true);
  });
});

describe('the value in an answer', () => {
  const command = (answer: string) =>
    outputValue({ request: { ask: 'run', argv: ['x'], reads: [], timeoutMs: 1 }, pattern: '[a-z]+' }, answer);
  test.each([
    ['what a command printed', '0\nabc', 'abc'],
    ['without white space around it', '0\n abc \n', 'abc'],
    ['nothing of a command that failed', '1\nabc', undefined],
    ['nothing that matches only in part', '0\nabc1', undefined],
    ['nothing of two lines', '0\nabc\nabc', undefined],
  ])('is %s', (_name, answer, expected) => {
    expect(command(answer)).toBe(expected);
  });

  test('matches a pattern with alternatives as a whole', () => {
    expect(matchesWhole('a|bc', 'abc')).toBe(false);
    expect(matchesWhole('a|bc', 'bc')).toBe(true);
  });
});

describe('round trips', () => {
  const declared = ['one', 'two', 'three', 'four'];
  test.each([
    ['nothing between hosts', false],
    ['a value of another host', true],
  ])('a converged host is asked twice, for facts and for everything else: with %s', async (_name, isNeeding) => {
    const asked = host('a', { one: '1', two: '1', three: '1', four: '1' });
    const bench = createBench({
      sessions: [asked, host('b', { key: '7' })],
      items: (outputs) => {
        if (isNeeding) outputs('b', 'made:key', 'key');
        return { a: inPlay(0, ...declared.map((name) => madeResource(name))), b: inPlay(0, key) };
      },
    });
    const plan = await bench.plan();
    expect(plan.steps).toEqual([]);
    expect(asked.asked).toHaveLength(2);
  });
});

describe('hosts that fail while planning', () => {
  test('are in the plan with their failure, and the others are planned', async () => {
    const bench = createBench({
      sessions: [host('b', { key: '6' })],
      hosts: ['a', 'b'],
      items: () => ({ a: inPlay(0, madeResource('x')), b: inPlay(0, key) }),
    });
    const plan = await bench.plan();
    expect(plan.hosts.map((one) => [one.name, one.failure?.code])).toEqual([
      ['a', 'RB4001'],
      ['b', undefined],
    ]);
    expect(plan.steps.map((step) => step.id)).toEqual(['b made:key']);
    expect(bench.of('host_failed')).toMatchObject([{ host: 'a', status: 'unreachable', diagnostic: { code: 'RB4001' } }]);
  });

  test('are tried once, however often they are needed', async () => {
    const bench = createBench({ sessions: [host('a', { use: '0' })], hosts: ['a', 'b'], items });
    await bench.plan();
    expect(bench.of('host_connecting').map((event) => event.host)).toEqual(['a', 'b']);
    expect(bench.of('host_failed')).toHaveLength(1);
  });
});

test('mistakes in what was written end planning before a host is observed', async () => {
  const a = host('a');
  const mistake = { code: 'RB2001', severity: 'error', what: 'a mistake' } as const;
  const bench = createBench({
    sessions: [a],
    items: () => ({ a: inPlay(0, madeResource('x')) }),
    warnings: [mistake, { ...mistake, severity: 'warning' }],
  });
  expect(await diagnosticsOf(bench.plan())).toEqual([mistake]);
  expect(a.asked).toEqual([[{ ask: 'facts' }]]);
});

test('a mistake that only the state of a host brings to light ends planning for all: 65 means that nothing was started', async () => {
  const secret = holeText({ kind: 'secret', name: 'password' });
  const bench = createBench({
    sessions: [host('a'), host('b')],
    items: () => ({ a: inPlay(0, madeResource('x', { actions: [run(['login', secret])] })), b: inPlay(0, madeResource('y')) }),
  });
  expect((await diagnosticsOf(bench.plan())).map((one) => [one.code, one.host])).toEqual([['RB3002', 'a']]);
  expect(bench.of('host_failed')).toEqual([]);
});

test('steps stand in the order of the plays, and within a play in that of hosts and tasks', async () => {
  const made = (...names: readonly string[]) => names.map((name) => madeResource(name));
  const bench = createBench({
    sessions: [host('a'), host('b')],
    items: () => ({ a: [...inPlay(0, ...made('x')), ...inPlay(1, ...made('z'))], b: inPlay(0, ...made('w', 'v')) }),
    plays: [
      { name: 'one', batches: [['b'], ['a']] },
      { name: 'two', batches: [['a']] },
    ],
  });
  expect((await bench.plan()).steps.map((step) => `${step.play} ${step.id}`)).toEqual([
    '0 b made:w',
    '0 b made:v',
    '0 a made:x',
    '1 a made:z',
  ]);
});

test('a plan is plain JSON, and no secret is in it', async () => {
  const secret = holeText({ kind: 'secret', name: 'password' });
  const bench = createBench({
    sessions: [host('a')],
    secrets: { password: 'hunter2hunter2' },
    items: () => ({ a: inPlay(0, madeResource('x', { actions: [run(['login'], { stdin: secret })] })) }),
  });
  const plan = await bench.plan();
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  expect(JSON.stringify([plan, bench.events])).not.toContain('hunter2');
});
