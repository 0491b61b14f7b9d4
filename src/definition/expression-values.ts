import { hasHole, hasSentinel } from '../core/hole.ts';
import { decided } from './undecided.ts';

/**
 * Values of the language on both sides of the expression library: it counts whole numbers as BigInt, and it must not see a text with a hole as
 * if it were known. In its view such a text is a property that throws Undecided when it is read, so an expression is undecided only
 * when it really looks.
 */
export interface ValueViews {
  /** What the library sees of a value. */
  view(value: unknown): unknown;
  /** The value behind what the library gave. */
  plain(value: unknown): unknown;
}

/** Makes a pair of translations that know each other's objects. */
export function createValueViews(): ValueViews {
  const views = new WeakMap<object, object>();
  const origins = new WeakMap<object, object>();
  const view = (value: unknown): unknown => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof value !== 'object' || value === null) return decided(value);
    const known = views.get(value);
    if (known !== undefined) return known;
    const made: object = Array.isArray(value) ? [] : {};
    views.set(value, made);
    origins.set(made, value);
    for (const key of Object.keys(value)) define(made, key, value);
    return made;
  };
  const define = (made: object, key: string, origin: object): void => {
    const lazy = Object.getOwnPropertyDescriptor(origin, key)?.get !== undefined;
    const value: unknown = lazy ? undefined : Reflect.get(origin, key);
    if (lazy || hasHole(value) || (typeof value === 'object' && value !== null)) {
      Object.defineProperty(made, key, { enumerable: true, configurable: true, get: () => view(Reflect.get(origin, key)) });
    } else if (value !== undefined) {
      Object.defineProperty(made, key, { enumerable: true, configurable: true, value: view(value) });
    }
  };
  const plain = (value: unknown): unknown => {
    if (typeof value === 'bigint') return Number(value);
    // The library is never shown a hole, so what looks like one was written in the expression.
    if (typeof value === 'string' && hasSentinel(value)) throw new TypeError('the characters U+E000 and U+E001 must not stand in a text');
    if (typeof value !== 'object' || value === null) return value;
    const origin = origins.get(value);
    if (origin !== undefined) return origin;
    if (Array.isArray(value)) return value.map((item: unknown) => plain(item));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError('dates, durations, types and bytes are no plain data: make a text of them with string(…)');
    return Object.fromEntries(Object.keys(value).map((key) => [key, plain(Reflect.get(value, key))]));
  };
  return { view, plain };
}
