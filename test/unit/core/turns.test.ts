import { expect, test } from 'vitest';
import { createInbox, eachInTurns, giveTurn } from '../../../src/core/turns.ts';

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

/** Resolves in a later turn of the event loop. */
function laterTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('what comes alone is done at once; what comes all together is done in order, in many turns', async () => {
  await laterTurn();
  const done: number[] = [];
  const light = createInbox((item: number) => done.push(item));
  light.push(1);
  expect(done).toEqual([1]);
  await light.settled();
  const heavy = (item: number): void => {
    work(1);
    done.push(item);
  };
  const inboxes = Array.from({ length: 4 }, () => createInbox(heavy));
  const most = await mostPiecesOfATurn(
    inboxes.map((inbox, index) => async (count) => {
      for (let item = 0; item < 50; item += 1) inbox.push(100 * index + item);
      count();
      await inbox.settled();
    }),
  );
  expect(most).toBe(4);
  expect(done).toHaveLength(201);
  for (const index of [0, 1, 2, 3])
    expect(done.slice(1).filter((item) => Math.floor(item / 100) === index)).toEqual(
      Array.from({ length: 50 }, (_, item) => 100 * index + item),
    );
});

test('what several inboxes are told in one turn does not hold it', async () => {
  await laterTurn();
  let [pieces, most, isOver] = [0, 0, false];
  const beat = (): void => {
    most = Math.max(most, pieces);
    pieces = 0;
    if (!isOver) setImmediate(beat);
  };
  setImmediate(beat);
  const inboxes = Array.from({ length: 20 }, () =>
    createInbox(() => {
      work(1);
      pieces += 1;
    }),
  );
  for (const inbox of inboxes) for (let item = 0; item < 10; item += 1) inbox.push(item);
  await Promise.all(inboxes.map((inbox) => inbox.settled()));
  isOver = true;
  expect(most).toBeGreaterThan(0);
  expect(Math.max(most, pieces)).toBeLessThan(15);
});

test('a fault in what is done later is told to whoever waits for it', async () => {
  await laterTurn();
  const inbox = createInbox((item: number) => {
    if (item === 1) throw new Error('the disk is full');
    work(12);
  });
  inbox.push(0);
  inbox.push(1);
  await expect(inbox.settled()).rejects.toThrow('the disk is full');
});

test('a light work on many gives others their turn, on few it waits for nobody', async () => {
  let turns = 0;
  const count = setInterval(() => (turns += 1), 0);
  await eachInTurns(Array.from({ length: 199 }), () => work(0.05));
  const few = turns;
  await eachInTurns(Array.from({ length: 2000 }), () => work(0.05));
  clearInterval(count);
  expect([few, turns > 3]).toEqual([0, true]);
});
