import { expect, test } from 'vitest';
import type { Identity } from '../../../src/core/resource.ts';
import { requestKey, type Request } from '../../../src/core/request.ts';
import type { Session } from '../../../src/core/session.ts';
import { createGatherer } from '../../../src/engine/gather.ts';
import { FakeHost } from '../../support/fake-host.ts';

const root: Identity = { become: 'root', method: 'sudo' };
const key = (name: string): Request => ({ ask: 'sysctl', key: name });

/** A gatherer over a host, with the round trips that it made. */
function gatherFrom(answer: (request: Request) => string) {
  const trips: { readonly who: Identity; readonly keys: readonly string[] }[] = [];
  const host = new FakeHost();
  const session: Session = {
    host: 'fake',
    ask: async (requests, who) => {
      trips.push({ who, keys: requests.map((request) => requestKey(request)) });
      return await Promise.resolve(requests.map((request) => answer(request)));
    },
    execute: () => Promise.resolve([]),
    bring: (content, identity, onProgress) => host.bring(content, identity, onProgress),
    run: (argv) => host.run(argv),
    stats: () => host.stats(),
    close: () => host.close(),
  };
  return { gatherer: createGatherer(session), trips };
}

test('questions of one turn travel together, each once, and each gets its own answer', async () => {
  const { gatherer, trips } = gatherFrom((request) => `is ${requestKey(request)}`);
  const answers = await Promise.all(['a', 'b', 'a', 'c'].map((name) => gatherer.ask(key(name), 'login')));
  expect(answers).toEqual(['is sysctl a', 'is sysctl b', 'is sysctl a', 'is sysctl c']);
  expect(trips).toEqual([{ who: 'login', keys: ['sysctl a', 'sysctl b', 'sysctl c'] }]);
});

test('questions asked after a few awaits of one turn still travel together', async () => {
  const { gatherer, trips } = gatherFrom(() => '1');
  const late = async (name: string): Promise<string> => {
    await Promise.resolve();
    await Promise.resolve();
    return gatherer.ask(key(name), 'login');
  };
  await Promise.all([gatherer.ask(key('a'), 'login'), late('b')]);
  expect(trips).toHaveLength(1);
});

test('each account is asked by itself, once, and answers are kept for it alone', async () => {
  const { gatherer, trips } = gatherFrom(() => '1');
  await Promise.all([gatherer.ask(key('a'), 'login'), gatherer.ask(key('a'), root), gatherer.ask(key('b'), root)]);
  await Promise.all([gatherer.ask(key('a'), 'login'), gatherer.ask(key('b'), root)]);
  expect(trips).toEqual([
    { who: 'login', keys: ['sysctl a'] },
    { who: root, keys: ['sysctl a', 'sysctl b'] },
  ]);
});

test('a host that fails fails every question of the turn', async () => {
  const { gatherer } = gatherFrom(() => {
    throw new Error('the link broke');
  });
  const ends = await Promise.allSettled([gatherer.ask(key('a'), 'login'), gatherer.ask(key('b'), 'login')]);
  expect(ends.map((end) => end.status)).toEqual(['rejected', 'rejected']);
});
