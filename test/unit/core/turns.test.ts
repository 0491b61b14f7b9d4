import { expect, test } from 'vitest';
import { giveTurn } from '../../../src/core/turns.ts';

/** Works for so long without giving anybody a turn. */
function work(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

/** Calls the works, and gives how many pieces at most were done in one turn of the event loop. */
async function mostPiecesOfATurn(works: readonly ((done: () => void) => Promise<void>)[]): Promise<number> {
  let pieces = 0;
  let most = 0;
  let isOver = false;
  const beat = (): void => {
    most = Math.max(most, pieces);
    pieces = 0;
    if (!isOver) setImmediate(beat);
  };
  setImmediate(beat);
  await Promise.all(works.map((one) => one(() => (pieces += 1))));
  most = Math.max(most, pieces);
  isOver = true;
  return most;
}

test.each([
  ['that begin together', async (): Promise<void> => undefined],
  ['that begin one behind the other', async (): Promise<void> => Promise.resolve()],
  [
    'that were all waiting for something',
    (): Promise<void> =>
      new Promise((resolve) => {
        setImmediate(resolve);
      }),
  ],
])('two hundred works %s do not hold the event loop between them', async (_name, begin) => {
  const works = Array.from({ length: 200 }, () => async (done: () => void): Promise<void> => {
    await begin();
    for (let round = 0; round < 2; round += 1) {
      await giveTurn();
      work(1);
      done();
    }
  });
  expect(await mostPiecesOfATurn(works)).toBeLessThan(15);
});

test('all come in the order in which they waited, and one alone is not held up', async () => {
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 3000 }, async (_, index) => {
      await giveTurn();
      order.push(index);
    }),
  );
  expect(order).toEqual(Array.from({ length: 3000 }, (_, index) => index));
  let turns = 0;
  const count = setInterval(() => (turns += 1), 0);
  for (let piece = 0; piece < 3000; piece += 1) await giveTurn();
  clearInterval(count);
  expect(turns).toBeLessThan(100);
});
