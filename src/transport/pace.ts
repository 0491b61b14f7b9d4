/** Runs work so that at most `limit` pieces are under way; the others wait in the order in which they came. */
export type Pace = <T>(work: () => Promise<T>) => Promise<T>;

/** A pace of at most `limit` at once. */
export function paceOf(limit: number): Pace {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
