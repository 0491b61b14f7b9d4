import { describe, expect, test } from 'vitest';
import { run } from '../../../src/core/action.ts';
import { holeText } from '../../../src/core/hole.ts';
import type { Resource } from '../../../src/core/resource.ts';
import type { Session } from '../../../src/core/session.ts';
import type { KnownOutputs } from '../../../src/engine/ports.ts';
import { cutSession } from '../../support/cut-session.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { done, failed, type Ended } from '../../support/fake-commands.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource, valueOutput, type MadeOptions } from '../../support/made-resource.ts';

const keyHole = holeText({ kind: 'output', host: 'b', address: 'made:key', output: 'key', pattern: '[0-9]+', secret: false });
const tokenHole = holeText({ kind: 'output', host: 'b', address: 'made:key', output: 'token', pattern: '[a-z]{8}', secret: true });
const TOKEN = 'abcdefgh';

interface Scene {
  /** What makes the key on host b. */
  readonly producer?: MadeOptions;
  /** Value that host b has now. */
  readonly now?: string;
  readonly uses?: string;
  readonly token?: () => Ended;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Host a uses what host b makes; `heard` is what its command was given. */
function scene(options: Scene): { readonly bench: Bench; readonly heard: string[]; readonly b: FakeHost } {
  const heard: string[] = [];
  const use = (): Ended => done();
  const a = new FakeHost({
    name: 'a',
    sysctls: { use: '0', first: '0' },
    commands: {
      use: (model, words, input) => {
        heard.push([...words, input].join(' '));
        model.setSysctl('use', '1');
        return use();
      },
    },
  });
  const b = new FakeHost({
    name: 'b',
    sysctls: { key: options.now ?? '0' },
    commands: { token: options.token ?? (() => done(`a remark\n${TOKEN}\n`)) },
  });
  const bench = createBench({
    sessions: [a, b],
    ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
    items: (outputs: KnownOutputs) => {
      const text = options.uses ?? outputs('b', 'made:key', 'key') ?? keyHole;
      return {
        a: inPlay(0, madeResource('first'), madeResource('use', { actions: [run(['use'], { stdin: text })] })),
        b: inPlay(
          0,
          madeResource('key', {
            value: '7',
            outputs: { key: valueOutput('key') },
            demands: { token: { argv: ['token'], pattern: '[a-z]{8}', timeoutMs: 1000 } },
            ...options.producer,
          }),
        ),
      };
    },
  });
  return { bench, heard, b };
}

const stepsOf = (bench: Bench): readonly string[] => bench.of('step_done').map((event) => `${event.host} ${event.address} ${event.status}`);

describe('a value that a step makes', () => {
  test('is waited for and filled in; what needs it not goes ahead', async () => {
    const { bench, heard } = scene({});
    const outcome = await bench.apply(await bench.plan());
    expect(heard).toEqual(['7']);
    expect(outcome.complete).toBe(true);
    const steps = stepsOf(bench);
    expect(steps.indexOf('b made:key changed')).toBeLessThan(steps.indexOf('a made:use changed'));
    expect(
      bench
        .of('steps_sent')
        .filter((event) => event.host === 'a')
        .map((event) => event.addresses),
    ).toEqual([['made:first'], ['made:use']]);
  });

  test('is waited for with one fork too: a host that waits holds no place', async () => {
    const { bench, heard } = scene({});
    const plan = { ...(await bench.plan()), forks: 1 };
    expect((await bench.apply(plan)).complete).toBe(true);
    expect(heard).toEqual(['7']);
  });

  test('blocks its consumers when its step fails, and they spend no budget of their own', async () => {
    const { bench, heard } = scene({ producer: { actions: [run(['modprobe', 'none'])] } });
    const plan = { ...(await bench.plan()), plays: [{ name: 'All', batches: [['a', 'b']], maxFailures: 1 }] };
    const outcome = await bench.apply(plan);
    expect(heard).toEqual([]);
    expect(stepsOf(bench)).toContain('a made:use blocked');
    expect(outcome.hosts.get('a')).toMatchObject({ status: 'blocked', diagnostics: [{ code: 'RB3106', host: 'a', address: 'made:use' }] });
    expect(bench.of('play_done')).toMatchObject([{ failed: ['b'], stopped: false }]);
  });

  test.each<[string, MadeOptions]>([['does not look like one', { outputs: { key: valueOutput('key', '[a-z]+') } }]])(
    'is not used when it %s',
    async (_name, producer) => {
      const { bench, heard } = scene({ producer });
      const outcome = await bench.apply(await bench.plan());
      expect(heard).toEqual([]);
      expect(outcome.hosts.get('a')?.status).toBe('blocked');
    },
  );
});

describe('a value that will never come ends the waiting', () => {
  const failing = madeResource('early', { labels: ['disruptive'], actions: [run(['modprobe', 'none'])] });
  const fine = madeResource('early', { labels: ['disruptive'] });
  const scenes = (early: Resource, link: (b: FakeHost) => Session): Bench =>
    createBench({
      sessions: [new FakeHost({ name: 'a', sysctls: { use: '0' } }), link(new FakeHost({ name: 'b', sysctls: { early: '0', key: '0' } }))],
      items: () => ({
        a: inPlay(0, madeResource('use', { actions: [run(['sysctl', '-w', 'use=1'], { stdin: keyHole })] })),
        b: inPlay(0, early, madeResource('key', { value: '7', outputs: { key: valueOutput('key') } })),
      }),
    });

  test.each<[string, Resource, (b: FakeHost) => Session, string]>([
    ['the host that makes it failed before', failing, (b) => b, 'failed'],
    ['the host that makes it was lost before', fine, (b) => cutSession(b, 0), 'unreachable'],
    ['the host that makes it was lost while it made it', fine, (b) => cutSession(b, 1), 'unreachable'],
  ])('%s', async (_name, early, link, ofProducer) => {
    const bench = scenes(early, link);
    const outcome = await bench.apply(await bench.plan());
    expect([outcome.hosts.get('a')?.status, outcome.hosts.get('b')?.status]).toEqual(['blocked', ofProducer]);
  });

  test('the run is stopped before it is made', async () => {
    const bench = scenes(fine, (b) => b);
    const outcome = await bench.apply(await bench.plan(), () => bench.of('step_started').length > 0);
    expect(outcome.complete).toBe(false);
    expect(outcome.exitCodes).toContain(130);
    expect(stepsOf(bench)).not.toContain('a made:use changed');
  });
});

describe('a value made on demand', () => {
  test('is made when its consumer is about to run, and is kept out of every event', async () => {
    const { bench, heard, b } = scene({ uses: tokenHole });
    const made: string[] = [];
    const plan = await bench.plan();
    expect(plan.demands).toMatchObject([{ host: 'b', address: 'made:key', output: 'token', argv: ['token'] }]);
    const run = b.run.bind(b);
    b.run = (argv) => {
      made.push(`${argv.join(' ')} after ${stepsOf(bench).join(', ')}`);
      return run(argv);
    };
    expect((await bench.apply(plan)).complete).toBe(true);
    expect(heard).toEqual([TOKEN]);
    expect(made).toEqual(['token after a made:first changed, b made:key changed']);
    expect([...bench.learned]).toEqual([['token of b', TOKEN]]);
    expect(JSON.stringify([plan, bench.events])).not.toContain(TOKEN);
  });

  test('is made by a host that has nothing to do itself', async () => {
    const { bench, heard } = scene({ uses: tokenHole, now: '7' });
    expect((await bench.apply(await bench.plan())).complete).toBe(true);
    expect(heard).toEqual([TOKEN]);
  });

  test('is not made when its consumer has nothing to do', async () => {
    const { bench, b } = scene({ uses: tokenHole });
    const plan = await bench.plan();
    const asked: unknown[] = [];
    b.run = (argv) => {
      asked.push(argv);
      return Promise.resolve(done(TOKEN));
    };
    await bench.apply({ ...plan, steps: plan.steps.filter((step) => step.address !== 'made:use') });
    expect(asked).toEqual([]);
  });

  test.each<[string, () => Ended]>([
    ['its command fails', () => failed(TOKEN)],
    ['nothing that it prints looks like one', () => done('error: ABCDEFGH\n')],
    ['it only stands within a line', () => done(`token ${TOKEN}\n`)],
  ])('stops its consumer when %s', async (_name, token) => {
    const { bench, heard } = scene({ uses: tokenHole, token });
    const outcome = await bench.apply(await bench.plan());
    expect(heard).toEqual([]);
    expect(outcome.hosts.get('a')).toMatchObject({ diagnostics: [{ code: 'RB3107' }] });
    expect(outcome.hosts.get('b')?.status).toBe('ok');
    expect(outcome.complete).toBe(false);
  });

  test('is not asked of a host whose step failed', async () => {
    const { bench } = scene({ uses: tokenHole, producer: { actions: [run(['modprobe', 'none'])] } });
    const outcome = await bench.apply(await bench.plan());
    expect(outcome.hosts.get('a')?.status).toBe('blocked');
    expect(bench.learned.size).toBe(0);
  });
});

test('a secret of the inventory is filled in just before it is sent, and is in no event', async () => {
  const { bench, heard } = scene({
    uses: `login ${holeText({ kind: 'secret', name: 'password' })}`,
    secrets: { password: 'hunter2hunter2' },
  });
  const plan = await bench.plan();
  await bench.apply(plan);
  expect(heard).toEqual(['login hunter2hunter2']);
  expect(JSON.stringify([plan, bench.events])).not.toContain('hunter2');
});

test('a digest that depends on a hole is computed when the hole is filled, so the step is found done the next time', async () => {
  const { file } = await import('../../../src/resources/file.ts');
  const { bindResource } = await import('../../support/bind.ts');
  const a = new FakeHost({ name: 'a' });
  const b = new FakeHost({ name: 'b', sysctls: { key: '0' } });
  const bench = createBench({
    sessions: [a, b],
    items: (outputs) => ({
      a: inPlay(0, bindResource(file, { path: '/etc/peer', content: `key ${outputs('b', 'made:key', 'key') ?? keyHole}\n` })),
      b: inPlay(0, madeResource('key', { value: '7', outputs: { key: valueOutput('key') } })),
    }),
  });
  const plan = await bench.plan();
  expect((await bench.apply(plan)).complete).toBe(true);
  expect(a.model.text('/etc/peer')).toBe('key 7\n');
  expect((await bench.plan()).steps).toEqual([]);
  await bench.apply(plan);
  expect(stepsOf(bench).filter((one) => one.endsWith('already'))).toHaveLength(2);
});
