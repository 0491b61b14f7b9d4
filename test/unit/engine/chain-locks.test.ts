import { expect, test } from 'vitest';
import { createChainLocks, type ChainLocks } from '../../../src/engine/chain-locks.ts';

/** `far` is behind `inner`, which is behind `outer`; `other` is reached directly. */
const vias: Readonly<Record<string, readonly string[]>> = { outer: [], inner: ['outer'], far: ['outer', 'inner'], other: [] };

/** Work that begins when it may and ends when it is told to. */
function bench() {
  const locks: ChainLocks = createChainLocks((host) => vias[host] ?? []);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string, host: string, isGuarded: boolean): void => {
    const work = (): Promise<void> => {
      begun.push(name);
      return new Promise((resolve) => {
        ends.set(name, resolve);
      });
    };
    locks.run(host, isGuarded, work).catch(() => undefined);
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });
  return {
    begun,
    start: async (name: string, host: string, isGuarded = false): Promise<void> => {
      start(name, host, isGuarded);
      await turn();
    },
    end: async (name: string): Promise<void> => {
      ends.get(name)?.();
      await turn();
    },
    locks,
  };
}

test('a hop and a host behind it are never guarded at the same time, in either order', async () => {
  for (const [first, second] of [
    ['outer', 'far'],
    ['far', 'outer'],
    ['inner', 'far'],
    ['far', 'inner'],
  ] as const) {
    const { begun, start, end } = bench();
    await start('first', first, true);
    await start('second', second, true);
    expect(begun).toEqual(['first']);
    await end('first');
    expect(begun).toEqual(['first', 'second']);
  }
});

test('nothing begins behind a hop that is guarded, and what is under way there is waited for', async () => {
  const { begun, start, end } = bench();
  await start('frame', 'far');
  await start('guard', 'outer', true);
  await start('later', 'far');
  expect(begun).toEqual(['frame']);
  await end('frame');
  expect(begun).toEqual(['frame', 'guard']);
  await end('guard');
  expect(begun).toEqual(['frame', 'guard', 'later']);
});

test('hosts that are not on the way of each other do not wait, guarded or not', async () => {
  const { begun, start } = bench();
  await start('guarded other', 'other', true);
  await start('guarded far', 'far', true);
  await start('frame of other', 'other');
  await start('frame of inner', 'inner');
  expect(begun).toEqual(['guarded other', 'guarded far', 'frame of other', 'frame of inner']);
});

test('whoever comes later does not pass a hop that waits', async () => {
  const { begun, start, end } = bench();
  await start('one', 'far');
  await start('guard', 'outer', true);
  await start('two', 'inner');
  await start('three', 'other');
  expect(begun).toEqual(['one', 'three']);
  await end('one');
  expect(begun).toEqual(['one', 'three', 'guard']);
});

test('work that fails lets the others go on', async () => {
  const { begun, start, locks } = bench();
  await expect(locks.run('outer', true, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await start('frame', 'far');
  await start('another', 'far');
  expect(begun).toEqual(['frame', 'another']);
});
