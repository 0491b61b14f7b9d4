import { describe, expect, test } from 'vitest';
import { holeText, unknownUntil } from '../../../src/core/hole.ts';
import type { Json } from '../../../src/core/json.ts';
import { compareLists, showLine, showText, showValue } from '../../../src/report/show-value.ts';

describe('showValue', () => {
  test.each<[Json | undefined, string]>([
    [undefined, '(not there)'],
    [null, '(none)'],
    ['', '(empty)'],
    ['0644', '0644'],
    [51820, '51820'],
    [true, 'true'],
    [[], '(none)'],
    [{}, '(empty)'],
    [['a', 'b'], 'a, b'],
    [[{ name: 'cp-1', ips: ['x', 'y'] }], '{name cp-1, ips x, y}'],
    ['a'.repeat(64), 'sha256 aaaaaaaaaaaa…'],
    ['two\nlines', 'two\\nlines'],
    ['esc\u001B[31m', 'esc\\x1b[31m'],
    [`key ${unknownUntil('package:x')}`, 'key (known after package:x)'],
    [holeText({ kind: 'secret', name: 'token' }), '(secret token)'],
    ['x'.repeat(301), `${'x'.repeat(300)}… (301 characters in all)`],
  ])('%j', (value, text) => {
    expect(showValue(value)).toBe(text);
  });
});

test('a hole whose own text is hostile is made safe too', () => {
  expect(showText(unknownUntil('file:\u001B[2J'))).toBe('(known after file:\\x1b[2J)');
  expect(showText('\uE000no hole\uE001')).toBe('\\u{e000}no hole\\u{e001}');
  expect(showLine('\ttab\t')).toBe('tab');
});

test('lists are compared by content, whatever the order of members', () => {
  expect(compareLists([{ a: 1, b: 2 }, 'x', 'y'], ['y', { b: 2, a: 1 }, 'z'])).toEqual({ gone: ['x'], come: ['z'] });
});
