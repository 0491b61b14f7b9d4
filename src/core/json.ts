/** Plain JSON data: what states, plans, events and journals are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** An object of plain JSON data. */
export type JsonObject = { readonly [key: string]: Json };

/** True when the value is a JSON object (not an array, not null). */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Canonical text of a JSON value by RFC 8785: keys in UTF-16 order, no white space, numbers as ECMAScript prints them.
 * Two equal values have equal texts, so digests of it can be compared.
 */
export function canonicalJson(value: Json): string {
  let text = '';
  writeCanonical(value, (piece) => (text += piece));
  return text;
}

/**
 * Gives the canonical text of a value piece by piece; members that JSON does not know (`undefined`) are left out. `textOf` may give the canonical text of a list or
 * object where it is known already.
 */
export function writeCanonical(
  value: unknown,
  write: (piece: string) => void,
  textOf: (part: object) => string | undefined = () => undefined,
): void {
  const known = typeof value === 'object' && value !== null ? textOf(value) : undefined;
  if (known !== undefined) write(known);
  else if (Array.isArray(value)) {
    write('[');
    value.forEach((item: unknown, index) => {
      if (index > 0) write(',');
      writeCanonical(item, write, textOf);
    });
    write(']');
  } else if (typeof value === 'object' && value !== null) {
    let first = true;
    write('{');
    for (const key of Object.keys(value).sort()) {
      const member: unknown = Reflect.get(value, key);
      if (member === undefined) continue;
      write(`${first ? '' : ','}${JSON.stringify(key)}:`);
      first = false;
      writeCanonical(member, write, textOf);
    }
    write('}');
  } else {
    write(JSON.stringify(value ?? null));
  }
}

/** True when both values have the same canonical text. */
export function equalJson(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** The value as plain JSON; undefined where it holds what JSON does not know. */
export function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map((item: unknown) => toJson(item) ?? null);
  if (typeof value !== 'object') return undefined;
  return Object.fromEntries(
    Object.keys(value).flatMap((key): (readonly [string, Json])[] => {
      const item = toJson(Reflect.get(value, key));
      return item === undefined ? [] : [[key, item]];
    }),
  );
}
