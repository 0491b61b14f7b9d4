import { expect, test } from 'vitest';
import { sanitize } from '../../../src/core/text-sanitize.ts';

test.each([
  ['plain text, 한글, a\ttab\nand a line', 'plain text, 한글, a\ttab\nand a line'],
  ['\u001b[2Jgone', '\\x1b[2Jgone'],
  ['over\rwritten\u0007', 'over\\x0dwritten\\x07'],
  ['\u009b31m', '\\x9b31m'],
  ['user\u202etxt.exe', 'user\\u{202e}txt.exe'],
  ['\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  ['relay\u200b-1, \u200fa\u061c', 'relay\\u{200b}-1, \\u{200f}a\\u{61c}'],
  ['ro\u00adot a\u3164b \u{e0061}', 'ro\\xadot a\\u{3164}b \\u{e0061}'],
  ['one\u2028two', 'one\\u{2028}two'],
  ['\uE000hole\uE001', '\\u{e000}hole\\u{e001}'],
])('%j is shown as %j', (text, shown) => {
  expect(sanitize(text)).toBe(shown);
});
