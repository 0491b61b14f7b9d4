/** So long may work on many hosts hold the event loop before others get their turn, in milliseconds: links have to be read, and Ctrl-C heard. */
const HOLD_MS = 3;

/** So many who have gone on are forgotten at once. */
const FORGET = 1000;

const now = Promise.resolve();
/** As it is when the program starts: a test that stops the clock stops no turn. */
const later = setImmediate;
let heldSinceMs: number | undefined;
/** Works that wait for a later turn, in the order in which they came; those before `next` have gone on already. */
let waiting: (() => void)[] = [];
let next = 0;
/** Somebody was let go on whose piece may not be done yet: many may ask before the first of them goes on. */
let isUnderWay = false;

/**
 * To be awaited between the pieces of a long computation: resolves at once, or in a later turn of the event loop when others wait or this turn has been held
 * for long already, by whomever. However many wait, a turn is given to no more of them than fill it. A piece should take a few milliseconds at most.
 */
export function giveTurn(): Promise<void> {
  const atMs = performance.now();
  heldSinceMs ??= beginHold(atMs);
  if (!isUnderWay && next === waiting.length && atMs - heldSinceMs < HOLD_MS) {
    isUnderWay = true;
    pieceDone().then(letNextGo, letNextGo);
    return now;
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
  });
}

/** A new turn: those who wait go on, one after the other, until it has been held for long. */
async function beginTurn(): Promise<void> {
  if (next === waiting.length) {
    heldSinceMs = undefined;
    return;
  }
  later(() => void beginTurn());
  heldSinceMs = performance.now();
  for (let one = waiting[next]; one !== undefined && performance.now() - heldSinceMs < HOLD_MS; one = waiting[next]) {
    next += 1;
    one();
    // All that it does before it waits for something from outside is done before this goes on.
    await pieceDone();
  }
  if (next < waiting.length && next < FORGET) return;
  waiting = waiting.slice(next);
  next = 0;
}

function letNextGo(): void {
  isUnderWay = false;
}

/** So many promises in a row may a piece await that are settled already. */
const STEPS = 16;

/** Resolves when what was let go on has done its piece. */
async function pieceDone(): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) await now;
}

/** So many light pieces are done between two looks at the clock. */
const SLICE = 200;

/** Does something light for each, and stops now and then. What takes more than some 50 microseconds for each should stop by itself. */
export function* inSlices<T>(items: Iterable<T>, work: (item: T) => void): Generator<undefined, void> {
  let done = 0;
  for (const item of items) {
    work(item);
    done += 1;
    if (done % SLICE === 0) yield undefined;
  }
}

/** Does a work as a part of one that gives something wherever it stops: this, where the part stops. */
export function* insteadGive<T, Y>(nothing: Y, work: Generator<undefined, T>): Generator<Y, T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    yield nothing;
  }
}

/** Does something light for each; others get their turn now and then. */
export function eachInTurns<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  return inTurns(inSlices(items, work));
}

/** Takes what comes by and by, in order. */
export interface Inbox<T> {
  /** Done at once while this turn of the event loop is young and nothing waits, else in a later one. */
  readonly push: (item: T) => void;
  /** Resolves when nothing waits; rejects with the first fault of what was done later. */
  readonly settled: () => Promise<void>;
}

/** Makes an inbox: answers of many hosts may come in the same turn, each with a lot to tell. */
export function createInbox<T>(take: (item: T) => void): Inbox<T> {
  let left: T[] = [];
  let taking: Promise<void> | undefined;
  const takeLeft = async (): Promise<void> => {
    for (let items = left; items.length > 0; items = left) {
      left = [];
      for (const item of items) {
        await giveTurn();
        take(item);
      }
    }
    taking = undefined;
  };
  return {
    push(item) {
      if (taking === undefined && hasTime()) {
        take(item);
        return;
      }
      left.push(item);
      taking ??= takeLeft();
      // Whoever awaits `settled` is told.
      taking.catch(() => undefined);
    },
    settled: () => taking ?? Promise.resolve(),
  };
}

/** True while this turn of the event loop has not been held for long. */
function hasTime(): boolean {
  const atMs = performance.now();
  heldSinceMs ??= beginHold(atMs);
  return atMs - heldSinceMs < HOLD_MS;
}

function beginHold(atMs: number): number {
  later(() => void beginTurn());
  return atMs;
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
