/** Fields whose values are worked out when they are read. */
export interface LazyFields {
  readonly has: (name: string) => boolean;
  readonly names: () => readonly string[];
  readonly read: (name: string) => unknown;
}

/** The fields as an object. It costs nothing to make, however many there are. */
export function lazyObject({ has, names, read }: LazyFields): object {
  const get = (name: string | symbol): unknown => (typeof name === 'string' && has(name) ? read(name) : undefined);
  return new Proxy(
    {},
    {
      get: (_, name) => get(name),
      has: (_, name) => typeof name === 'string' && has(name),
      ownKeys: () => [...names()],
      getOwnPropertyDescriptor: (_, name) =>
        typeof name === 'string' && has(name) ? { enumerable: true, configurable: true, get: () => read(name) } : undefined,
    },
  );
}
