import { describe, expect, test } from 'vitest';
import { changes, diff, NOTHING } from '../../../src/core/change.ts';
import { unknownUntil } from '../../../src/core/hole.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const later = unknownUntil('package:x');

describe('what is to be done', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['nothing where all wanted fields are so', { a: 1, b: 2 }, { a: 1 }, { kind: 'none', fields: [] }],
    ['a field that differs', { a: 1 }, { a: 2 }, { kind: 'update', fields: [{ field: 'a', before: 1, after: 2 }] }],
    [
      'a field within a field',
      { a: { b: 1, c: 1 } },
      { a: { b: 2, c: 1 } },
      { kind: 'update', fields: [{ field: 'a.b', before: 1, after: 2 }] },
    ],
    ['a part that is not wanted', { a: { b: 1, c: 1 } }, { a: { b: 1 } }, { kind: 'update', fields: [{ field: 'a.c', before: 1 }] }],
    ['a thing that is not there', { present: false }, { present: true, a: 1 }, { kind: 'create', fields: [{ field: 'a', after: 1 }] }],
    [
      'a thing that is to go',
      { present: true },
      { present: false },
      { kind: 'delete', fields: [{ field: 'present', before: true, after: false }] },
    ],
    ['a thing that is gone', { present: false }, { present: false }, { kind: 'none', fields: [] }],
    ['what is unknown may differ', { a: later }, { a: later }, { kind: 'update', fields: [{ field: 'a', before: later, after: later }] }],
  ])('%s', (_name, observed, desired, change) => {
    expect(diff(observed, desired)).toEqual(change);
  });
});

describe('a field changes', () => {
  const change = diff({ a: { b: 1 } }, { a: { b: 2 } });

  test('with the part of it that does', () => {
    expect([changes(change, 'a'), changes(change, 'a.b'), changes(change, 'b'), changes(NOTHING, 'a')]).toEqual([true, true, false, false]);
  });

  test('with the whole that is created: a new tunnel is enabled at boot too', () => {
    const created = diff({ present: false }, { present: true, unit: { at_boot: 'enabled' } });
    expect(changes(created, 'unit.at_boot')).toBe(true);
    expect(changes(created, 'units')).toBe(false);
  });
});
