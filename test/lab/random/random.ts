/** Numbers that follow from a seed: the same seed gives the same case on every machine. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  /** True with that probability. */
  chance(probability: number): boolean;
  pick<const T>(values: readonly [T, ...T[]]): T;
  /** Each value with that probability, in the given order. */
  some<T>(values: readonly T[], probability: number): readonly T[];
  shuffle<T>(values: readonly T[]): readonly T[];
}

/** A generator of 32 bits of state: a Weyl sequence (golden ratio step) through the finalizer of MurmurHash3, whose outputs pass for random well enough here. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (values) => values[int(0, values.length - 1)] ?? values[0],
    some: (values, probability) => values.filter(() => next() < probability),
    shuffle: (values) => {
      const mixed = values.map((value) => ({ value, key: next() }));
      return mixed.toSorted((one, other) => one.key - other.key).map(({ value }) => value);
    },
  };
}
