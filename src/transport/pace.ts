/** Runs work so that only so many pieces are under way; the others wait in the order in which they came. */
export type Pace = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A pace of at most `limit` at once. With `patienceMs`, one more may begin each time that nothing has ended for so long while this process was idle: what only
 * waits for somebody far or silent is no reason for others to wait.
 */
export function paceOf(limit: number, patienceMs?: number): Pace {
  let running = 0;
  /** Places beyond the limit, because those who hold the others are slow. */
  let more = 0;
  let timer: NodeJS.Timeout | undefined;
  const waiting: (() => void)[] = [];

  const admit = (): void => {
    while (waiting.length > 0 && running < limit + more) {
      running += 1;
      waiting.shift()?.();
    }
    if (waiting.length === 0) {
      clearTimeout(timer);
      timer = undefined;
    } else if (patienceMs !== undefined && timer === undefined) {
      const due = performance.now() + patienceMs;
      timer = setTimeout(() => {
        timer = undefined;
        const isBusy = performance.now() - due > patienceMs;
        if (!isBusy) more += 1;
        admit();
      }, patienceMs);
    }
  };

  return async (work) => {
    await new Promise<void>((go) => {
      waiting.push(go);
      admit();
    });
    try {
      return await work();
    } finally {
      running -= 1;
      more = Math.max(0, Math.min(more, running - limit + 1));
      clearTimeout(timer);
      timer = undefined;
      admit();
    }
  };
}
