/** So long may work on many hosts hold the event loop before others get their turn, in milliseconds: links have to be read, and Ctrl-C heard. */
const HOLD_MS = 10;

const now = Promise.resolve();
let heldSinceMs: number | undefined;

/**
 * To be awaited between the pieces of a long computation: resolves at once, or in a later turn of the event loop when this turn has been held for long
 * already, by whomever. A piece should take a few milliseconds at most.
 */
export function giveTurn(): Promise<void> {
  const atMs = performance.now();
  if (heldSinceMs === undefined) {
    heldSinceMs = atMs;
    setImmediate(() => {
      heldSinceMs = undefined;
    });
    return now;
  }
  if (atMs - heldSinceMs < HOLD_MS) return now;
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Does a work that can be stopped between its pieces, without stopping. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Does a work that can be stopped between its pieces; others get their turn there. */
export async function inTurns<T>(work: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await giveTurn();
  }
}
