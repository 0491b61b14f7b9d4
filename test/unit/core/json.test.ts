import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, equalJson, toJson } from '../../../src/core/json.ts';

// Example of RFC 8785, section 3.2.2, as far as this JSON needs it: keys in the order of UTF-16 code units, numbers as ECMAScript prints them.
test('keys are sorted by UTF-16 code units, numbers and texts as ECMAScript prints them', () => {
  const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\u{1f600}': 'Smiley', '1': [56, { f: 1e30, a: 4.5 }, null, true] };
  expect(canonicalJson(value)).toBe(
    '{"\\r":"Carriage Return","1":[56,{"a":4.5,"f":1e+30},null,true],"\u20ac":"Euro Sign","\u{1f600}":"Smiley"}',
  );
});

test('the order of keys makes no difference, anything else does', () => {
  expect(equalJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(equalJson([1, 2], [2, 1])).toBe(false);
  expect(equalJson('1', 1)).toBe(false);
  expect(equalJson({}, [])).toBe(false);
});

test('what JSON knows stays as it is; what it does not know is left out', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(toJson(value))).toBe(JSON.stringify(value));
    }),
  );
  expect(toJson({ a: undefined, b: Number.NaN, c: [undefined, 1], d: () => 1 })).toEqual({ c: [null, 1] });
});
