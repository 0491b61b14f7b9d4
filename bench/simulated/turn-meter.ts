import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';

/** What the turns of the event loop were like in a part of a run, in milliseconds. */
export interface Turns {
  /** On the clock. */
  tookMs: number;
  /** Work of this thread: what others do on the machine is not in it. */
  workedMs: number;
  /** Work of the turn that had most of it. Collecting garbage counts, as far as this thread does it. */
  longestWorkMs: number;
  /** The longest turn on the clock. */
  longestMs: number;
  /** Turns that lasted longer than `LONG_MS` on the clock. */
  long: number;
  /** Turns with more work than `LONG_MS`. */
  longWork: number;
  /** The longest pause for collecting garbage, on the clock. */
  longestPauseMs: number;
}

/** A longer turn is held against the program. */
export const LONG_MS = 50;

/** Measures every turn of the event loop from now on: the time between two calls of setImmediate(3), so that nothing that holds the loop is left out. */
export class TurnMeter {
  readonly parts = new Map<string, Turns>();
  readonly #open: string[] = [];
  /** Parts that were under way in this turn: a turn in which one ends and another begins counts for both. */
  readonly #inTurn = new Set<string>();
  readonly #delay = monitorEventLoopDelay({ resolution: 1 });
  #last = { ms: performance.now(), workMs: workMs() };

  constructor() {
    this.#delay.enable();
    new PerformanceObserver((list) => {
      for (const { duration, startTime } of list.getEntries())
        for (const turns of this.parts.values())
          if (startTime >= (this.#began.get(turns) ?? 0) && startTime <= (this.#ended.get(turns) ?? Number.POSITIVE_INFINITY))
            turns.longestPauseMs = Math.max(turns.longestPauseMs, duration);
    }).observe({ entryTypes: ['gc'] });
    this.#beat();
  }

  readonly #began = new Map<Turns, number>();
  readonly #ended = new Map<Turns, number>();

  /** Does a part of the run. */
  async part<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turns: Turns = { tookMs: 0, workedMs: 0, longestWorkMs: 0, longestMs: 0, long: 0, longWork: 0, longestPauseMs: 0 };
    this.parts.set(name, turns);
    this.#began.set(turns, performance.now());
    this.#open.push(name);
    this.#inTurn.add(name);
    try {
      return await work();
    } finally {
      this.#ended.set(turns, performance.now());
      turns.tookMs = performance.now() - (this.#began.get(turns) ?? 0);
      this.#open.splice(this.#open.lastIndexOf(name), 1);
    }
  }

  /** The longest delay that Node's own monitor has seen so far, in milliseconds. */
  longestDelayMs(): number {
    return this.#delay.max / 1e6;
  }

  #beat(): void {
    const now = { ms: performance.now(), workMs: workMs() };
    const [ms, worked] = [now.ms - this.#last.ms, now.workMs - this.#last.workMs];
    for (const name of this.#inTurn) {
      const turns = this.parts.get(name);
      if (turns === undefined) continue;
      turns.workedMs += worked;
      turns.longestWorkMs = Math.max(turns.longestWorkMs, worked);
      turns.longestMs = Math.max(turns.longestMs, ms);
      if (ms > LONG_MS) turns.long += 1;
      if (worked > LONG_MS) turns.longWork += 1;
    }
    this.#inTurn.clear();
    for (const name of this.#open) this.#inTurn.add(name);
    this.#last = now;
    setImmediate(() => this.#beat());
  }
}

function workMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
