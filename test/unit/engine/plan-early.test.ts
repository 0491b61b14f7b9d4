import { expect, test } from 'vitest';
import { run } from '../../../src/core/action.ts';
import { holeText } from '../../../src/core/hole.ts';
import type { Resource } from '../../../src/core/resource.ts';
import type { Session } from '../../../src/core/session.ts';
import type { KnownOutputs } from '../../../src/engine/ports.ts';
import { createBench, inPlay, type Bench, type Items } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { madeResource, valueOutput } from '../../support/made-resource.ts';

const host = (name: string): FakeHost => new FakeHost({ name, sysctls: { key: '7', use: '0' } });
const key = madeResource('key', { value: '7', outputs: { key: valueOutput('key') } });
/** A resource that writes the key of a host. */
function useOf(outputs: KnownOutputs, from: string): Resource {
  const hole = holeText({ kind: 'output', host: from, address: 'made:key', output: 'key', pattern: '[0-9]+', secret: false });
  return madeResource('use', { actions: [run(['sysctl', '-w', 'use=1'], { stdin: `key ${outputs(from, 'made:key', 'key') ?? hole}` })] });
}

/** A host whose facts come when the promise is kept. */
function lateHost(name: string, until: Promise<void>): Session {
  const late = host(name);
  return {
    host: name,
    ask: async (requests) => {
      await until;
      return late.ask(requests);
    },
    execute: (steps, identity, onProgress) => late.execute(steps, identity, onProgress),
    bring: (content, identity, onProgress) => late.bring(content, identity, onProgress),
    run: (argv) => late.run(argv),
    stats: () => late.stats(),
    close: () => late.close(),
  };
}

/** Every host whose facts are known makes a key and writes one: its own, or that of host a. */
const writing =
  (from: 'its own' | 'that of a'): Items =>
  (outputs, facts) =>
    Object.fromEntries([...facts.keys()].map((name) => [name, inPlay(0, key, useOf(outputs, from === 'its own' ? name : 'a'))]));

async function inputsOf(bench: Bench): Promise<readonly string[]> {
  const { steps } = await bench.plan();
  return steps.map((step) => `${step.id} ${/key \d/u.exec(JSON.stringify(step.actions))?.[0] ?? 'is not known'}`);
}

test('a host that needs nothing of others is planned once, and while they are still on their way', async () => {
  let letGo = (): void => undefined;
  const planned = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const made: string[] = [];
  const noted = (name: string): Resource => {
    const resource = madeResource('use');
    return {
      ...resource,
      converge: (change, observed) => {
        made.push(name);
        letGo();
        return resource.converge(change, observed);
      },
    };
  };
  const known = new Map(['a', 'b'].map((name) => [name, noted(name)]));
  const bench = createBench({
    // It answers only when the other one is planned.
    sessions: [host('a'), lateHost('b', planned)],
    items: (_outputs, facts) =>
      Object.fromEntries([...known].flatMap(([name, resource]) => (facts.has(name) ? [[name, inPlay(0, resource)]] : []))),
  });
  expect((await bench.plan()).steps.map((step) => step.id)).toEqual(['a made:use', 'b made:use']);
  expect(made).toEqual(['a', 'b']);
});

test.each([
  ['of its own', 'its own' as const],
  ['of another host, which needs none', 'that of a' as const],
])('a value %s is known in the plan', async (_name, from) => {
  const bench = createBench({ sessions: [host('a'), host('b')], items: writing(from) });
  expect(await inputsOf(bench)).toEqual(['a made:use key 7', 'b made:use key 7']);
});

test.each([
  ['as it should be', '7', ['b made:use key 7']],
  ['still to be changed', '6', ['a made:key is not known', 'b made:use is not known']],
])('a value of a host that was planned before, where it is %s', async (_name, now, expected) => {
  const bench = createBench({
    sessions: [new FakeHost({ name: 'a', sysctls: { key: now, use: '0' } }), host('b')],
    items: (outputs, facts) =>
      Object.fromEntries([...facts.keys()].map((name) => [name, name === 'a' ? inPlay(0, key) : inPlay(0, key, useOf(outputs, 'a'))])),
  });
  expect(await inputsOf(bench)).toEqual(expected);
});
