/** Values that steps yield while a run goes on. */
export interface RunOutputs {
  /** Resolves with the value when it is there, or with undefined when its producer failed. */
  wait(key: string): Promise<string | undefined>;
  /** True when the value, or its failure, is there already. */
  isSettled(key: string): boolean;
  /** The first settling counts. */
  settle(key: string, value: string | undefined): void;
}

/** Makes an empty store. */
export function createRunOutputs(): RunOutputs {
  const values = new Map<string, string | undefined>();
  const waiting = new Map<string, ((value: string | undefined) => void)[]>();
  return {
    wait: (key) =>
      values.has(key)
        ? Promise.resolve(values.get(key))
        : new Promise((resolve) => {
            waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
          }),
    isSettled: (key) => values.has(key),
    settle: (key, value) => {
      if (values.has(key)) return;
      values.set(key, value);
      for (const resolve of waiting.get(key) ?? []) resolve(value);
      waiting.delete(key);
    },
  };
}
