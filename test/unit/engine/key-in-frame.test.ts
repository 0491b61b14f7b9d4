import { describe, expect, test } from 'vitest';
import { holeText } from '../../../src/core/hole.ts';
import type { Json } from '../../../src/core/json.ts';
import { PUBLIC_KEY_PATTERN } from '../../../src/core/key-on-host.ts';
import type { StepResult } from '../../../src/core/session.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { resourceTypes } from '../../../src/resources/registry.ts';
import { bindResource } from '../../support/bind.ts';
import { keyInFrame } from '../../../src/engine/key-in-frame.ts';
import { createRunOutputs } from '../../../src/engine/outputs-of-run.ts';
import { createBench, inPlay, type Bench } from '../../support/engine-bench.ts';
import { fakeFile } from '../../support/fake-model.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource } from '../../support/made-resource.ts';

/* A file that needs of its own run only the public half of a key that its host makes travels with the key. */
const PATH = '/etc/wireguard/private.key';
const ADDRESS = `wireguard_key:${PATH}`;
const publicKey = {
  kind: 'output',
  host: 'a',
  address: ADDRESS,
  output: 'public_key',
  pattern: PUBLIC_KEY_PATTERN,
  secret: false,
} as const;
const HOLE = holeText(publicKey);

function bound(type: string, params: Json): Resource {
  const found = resourceTypes.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no type ${type}`);
  return bindResource(found, params);
}

const key = bound('wireguard_key', { path: PATH });
const file = (content: string, more: { readonly [name: string]: Json } = {}): Resource =>
  bound('file', { path: '/etc/wireguard/wg0.conf', content, ...more });
const behind = madeResource('last', { identity: key.identity });

function benchOf(resources: readonly Resource[], more: { readonly others?: readonly Resource[] } = {}): { bench: Bench; host: FakeHost } {
  const host = new FakeHost({ name: 'a', folders: ['/etc/wireguard'], sysctls: { last: '0' } });
  const other = new FakeHost({ name: 'b', folders: ['/etc/wireguard'], sysctls: { last: '0' } });
  const bench = createBench({
    sessions: [host, other],
    secrets: { word: 'verysecret' },
    items: () => ({
      a: inPlay(0, ...resources),
      b: inPlay(0, ...(more.others ?? [])),
    }),
  });
  return { bench, host };
}

const framesOf = (bench: Bench, host = 'a'): readonly (readonly string[])[] =>
  bench.of('steps_sent').flatMap((event) => (event.host === host ? [event.addresses] : []));
const CONF = 'file:/etc/wireguard/wg0.conf';
const LAST = 'made:last';

test('is sent in its frame, and comes out with the key in it', async () => {
  const { bench, host } = benchOf([key, file(`# ${HOLE}\n# ${HOLE}\n`), behind]);
  const outcome = await bench.apply(await bench.plan());
  expect(framesOf(bench)).toEqual([[ADDRESS, CONF, LAST]]);
  expect(outcome.complete).toBe(true);
  const made = host.answer({ ask: 'public_key', path: PATH });
  expect(host.model.text('/etc/wireguard/wg0.conf')).toBe(`# ${made}\n# ${made}\n`);
  expect(bench.of('step_done').map((event) => event.status)).toEqual(['changed', 'changed', 'changed']);
});

test('the same plan once more finds it done; a file that somebody changed is refused', async () => {
  const { bench, host } = benchOf([key, file(`# ${HOLE}\n`)]);
  const plan = await bench.plan();
  await bench.apply(plan);
  await bench.apply(plan);
  expect(bench.of('step_done').map((event) => event.status)).toEqual(['changed', 'changed', 'already', 'already']);
  host.model.setPath('/etc/wireguard/wg0.conf', fakeFile('by hand\n'));
  await bench.apply(plan);
  const last = bench.of('step_done').at(-1);
  expect(last).toMatchObject({ address: CONF, status: 'refused', diagnostic: { code: 'RB3101' } });
});

describe('whoever waits for the key besides', () => {
  const others = [file('# first\n', { path: '/etc/x' }), file(`# ${HOLE}\n`)];
  /** What the host is asked from then on. */
  const askedOf = (host: FakeHost, change: (result: StepResult) => StepResult): string[] => {
    const asked: string[] = [];
    const [ask, execute] = [host.ask.bind(host), host.execute.bind(host)];
    host.ask = (requests) => {
      asked.push(...requests.map((request) => request.ask));
      return ask(requests);
    };
    host.execute = async (...words) => (await execute(...words)).map(change);
    return asked;
  };

  test('gets it from what the host tells with the file, and the host is not asked', async () => {
    const { bench, host } = benchOf([key, file(`# ${HOLE}\n`)], { others });
    const plan = await bench.plan();
    const asked = askedOf(host, (result) => result);
    expect((await bench.apply(plan)).complete).toBe(true);
    expect(asked).toEqual([]);
  });

  test('gets it when the host did not come so far as to tell it', async () => {
    const { bench, host } = benchOf([key, file(`# ${HOLE}\n`)], { others });
    const plan = await bench.plan();
    const asked = askedOf(host, ({ key: _key, ...result }) => (result.id.endsWith(CONF) ? { ...result, status: 'failed' } : result));
    await bench.apply(plan);
    expect(asked).toEqual(['public_key']);
    expect(
      bench
        .of('step_done')
        .filter((event) => event.host === 'b')
        .map((event) => event.status),
    ).toEqual(['changed', 'changed']);
  });
});

describe('waits for the next frame', () => {
  test.each<[string, Resource]>([
    ['what has its content checked', file(`# ${HOLE}\n`, { validate: ['true', '%s'] })],
    ['what does not end with a line break', file(`# ${HOLE}`)],
    ['what holds a secret', file(`# ${HOLE}\n# ${holeText({ kind: 'secret', name: 'word' })}\n`, { mode: '0600' })],
    ['what takes the value for another one', file(`# ${holeText({ ...publicKey, pattern: '.*' })}\n`)],
    ['what takes the value for a secret', file(`# ${holeText({ ...publicKey, secret: true })}\n`, { mode: '0600' })],
    ['a text that is too long for a shell', file(`# ${HOLE}\n${'x\n'.repeat(40_000)}`)],
    [
      'a command',
      madeResource('conf', {
        actions: [{ do: 'run', argv: ['sysctl', '-q', '-w', 'conf=1'], stdin: HOLE, timeoutMs: 1000, onTimeout: 'terminate' }],
      }),
    ],
  ])('%s', async (_what, resource) => {
    const { bench } = benchOf([key, resource]);
    await bench.apply(await bench.plan());
    expect(framesOf(bench)).toEqual([[ADDRESS], [resource.address]]);
  });

  test('a file of another host', async () => {
    const { bench } = benchOf([key], { others: [file('# first\n', { path: '/etc/x' }), file(`# ${HOLE}\n`)] });
    await bench.apply(await bench.plan());
    expect(framesOf(bench, 'b')).toEqual([['file:/etc/x'], [CONF]]);
  });
});

test('a text with a secret is never filled by the host, nor is one that comes in front of the key', async () => {
  const { bench } = benchOf([key, file(`# ${HOLE}\n`)]);
  const plan = await bench.plan();
  const [first, second] = plan.steps;
  if (first === undefined || second === undefined) throw new Error('the plan has two steps');
  const { ports, pool } = bench;
  const context = { plan, planned: new Set<string>(), ports, pool, outputs: createRunOutputs() };
  expect(keyInFrame(second, [first, second], context)).toBe(PATH);
  expect(keyInFrame(second, [second, first], context)).toBe(undefined);
  expect(keyInFrame({ ...second, secret: true }, [first, second], context)).toBe(undefined);
  const secret = second.actions.map((action) =>
    action.do === 'write' ? { ...action, content: { text: `# ${HOLE}\n# ${holeText({ kind: 'secret', name: 'word' })}\n` } } : action,
  );
  expect(keyInFrame({ ...second, actions: secret }, [first, second], context)).toBe(undefined);
});
