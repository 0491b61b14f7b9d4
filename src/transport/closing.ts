/** The end of all connections, told to whatever is under way. */
export interface Closing {
  isClosed(): boolean;
  /** Calls the listener when it is closed; gives a function that takes the listener away. */
  onClose(listener: () => void): () => void;
  close(): void;
}

/** Something open that can be closed once. */
export function closing(): Closing {
  const listeners = new Set<() => void>();
  let closed = false;
  return {
    isClosed: () => closed,
    onClose(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const listener of listeners) listener();
      listeners.clear();
    },
  };
}
