/**
 * Does what is to be done before a snapshot is taken so that Node's timers are in it as in a fresh process. Else none would go off in a process that goes on from it: Node keeps
 * when it is next to look at its timers, also when the one for which this was has been cleared, and the list of a timer that held nothing up, also when it is empty
 * (Node's lib/internal/timers.js: `nextExpiry`, `unenroll`).
 */
export async function withoutTimers(work: () => Promise<void>): Promise<void> {
  const release = holdUp();
  try {
    await work();
  } finally {
    release();
    // Once a timer has gone off and none is left, nothing is kept.
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
}

/** Makes timers hold up the end of the process, whatever they are told. Gives a function that ends this. */
function holdUp(): () => void {
  const timer = setTimeout(() => undefined);
  clearTimeout(timer);
  const kind = Reflect.getPrototypeOf(timer) ?? timer;
  const unref = Reflect.getOwnPropertyDescriptor(kind, 'unref');
  Object.defineProperty(kind, 'unref', {
    ...unref,
    value(this: NodeJS.Timeout) {
      return this;
    },
  });
  return () => {
    if (unref !== undefined) Object.defineProperty(kind, 'unref', unref);
  };
}
