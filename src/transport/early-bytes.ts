/** Output of a command, kept until somebody listens. */
export interface EarlyBytes {
  take(bytes: Uint8Array): void;
  /** What came before is delivered first. */
  listen(listener: (bytes: Uint8Array) => void): void;
}

/** Keeps bytes until there is a listener, then hands them on. */
export function earlyBytes(): EarlyBytes {
  const early: Uint8Array[] = [];
  let listener: ((bytes: Uint8Array) => void) | undefined;
  return {
    take(bytes) {
      if (listener === undefined) early.push(bytes);
      else listener(bytes);
    },
    listen(next) {
      listener = next;
      for (const bytes of early.splice(0)) next(bytes);
    },
  };
}
