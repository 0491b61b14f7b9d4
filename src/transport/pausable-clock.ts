/** A time limit that can stand still. */
export interface PausableClock {
  stop(): void;
  /** Waits for the work; the clock stands still meanwhile. */
  pausedFor<T>(work: Promise<T>): Promise<T>;
}

/** Calls `expire` when the limit has passed, pauses not counted. */
export function pausableClock(limitMs: number, expire: () => void): PausableClock {
  let leftMs = limitMs;
  let startedMs = performance.now();
  let timer: NodeJS.Timeout | undefined = setTimeout(expire, leftMs);
  let stopped = false;
  let pauses = 0;
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    async pausedFor(work) {
      pauses += 1;
      if (pauses === 1) {
        clearTimeout(timer);
        leftMs -= performance.now() - startedMs;
      }
      try {
        return await work;
      } finally {
        pauses -= 1;
        if (pauses === 0 && !stopped) {
          startedMs = performance.now();
          timer = setTimeout(expire, Math.max(leftMs, 0));
        }
      }
    },
  };
}
