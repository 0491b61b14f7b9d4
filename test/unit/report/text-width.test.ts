import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText, padStart, padText, textWidth, wrapText } from '../../../src/report/text-width.ts';

const words = fc.array(
  fc.constantFrom('a', 'haproxy', '설치', '비밀번호를', '/etc/sysctl.d/60-ip-forwarding.conf', '漢字', 'e\u0301', '😀', '→', ' ', '  '),
  { maxLength: 30 },
);

describe('textWidth', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['漢字', 4],
    ['e\u0301', 1],
    ['\u1112\u1161\u11AB', 2],
    ['😀', 2],
    ['👨‍👩‍👧', 2],
    ['a → b · c …', 11],
    ['\u001B[31mred\u001B[39m', 3],
    ['\u200B', 0],
  ])('%j takes %d columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('padding', () => {
  test('counts columns, not characters', () => {
    expect(padText('한글', 6)).toBe('한글  ');
    expect(padStart('한글', 6)).toBe('  한글');
    expect(padText('too long', 3)).toBe('too long');
  });
});

describe('cutText', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['한글한글', 6, '한글…'],
    ['abcdef', 1, '…'],
    ['abcdef', 0, ''],
  ])('%j at %d', (text, width, cut) => {
    expect(cutText(text, width)).toBe(cut);
  });

  test('never takes more than it may', () => {
    fc.assert(
      fc.property(words, fc.nat({ max: 60 }), (list, width) => {
        expect(textWidth(cutText(list.join(''), width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('wrapText', () => {
  test.each([
    ['the quick brown fox', 10, ['the quick', 'brown fox']],
    ['/etc/very/long/path', 8, ['/etc/', 'very/', 'long/', 'path']],
    ['/etc/verylong', 8, ['/etc/', 'verylong']],
    ['/e/verylong', 8, ['/e/veryl', 'ong']],
    ['see /etc/very/long/path', 8, ['see', '/etc/', 'very/', 'long/', 'path']],
    ['198.18.30.12/32,198.18.30.13/32', 20, ['198.18.30.12/32,', '198.18.30.13/32']],
    ['호스트가 꺼져 있음', 10, ['호스트가', '꺼져 있음']],
    ['one\ntwo', 10, ['one', 'two']],
    ['', 10, ['']],
    ['    indented text', 12, ['    indented', 'text']],
  ])('%j at %d', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });

  test('keeps each line within its width, and every character that is no space', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 60 }), (list, width) => {
        const text = list.join('');
        const lines = wrapText(text, width);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
