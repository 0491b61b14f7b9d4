/** What was met lately, by key. */
export interface Recent<K, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => void;
  /** What is remembered of the key; else what is made now, which is remembered. */
  readonly of: (key: K, make: () => V) => V;
}

/**
 * Remembers what was met lately: so many at least, and at most twice as many. Of thousands of hosts most is alike, one after the other, and what each has for itself never comes again: a map of all of it
 * takes memory, and holds everybody up whenever it grows, since it is copied then.
 */
export function createRecent<K, V>(remembered = 5000): Recent<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  const set = (key: K, value: V): void => {
    if (young.size === remembered) {
      old = young;
      young = new Map<K, V>();
    }
    young.set(key, value);
  };
  const get = (key: K): V | undefined => {
    const known = young.get(key);
    if (known !== undefined) return known;
    const former = old.get(key);
    if (former !== undefined) set(key, former);
    return former;
  };
  return {
    get,
    set,
    of(key, make) {
      const known = get(key);
      if (known !== undefined) return known;
      const made = make();
      set(key, made);
      return made;
    },
  };
}
