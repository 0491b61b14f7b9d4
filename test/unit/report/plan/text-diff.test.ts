import { describe, expect, test } from 'vitest';
import { holeText } from '../../../../src/core/hole.ts';
import type { TextChange } from '../../../../src/core/resource.ts';
import { createPaint } from '../../../../src/report/paint.ts';
import { createTextDiffs } from '../../../../src/report/plan/diff-memory.ts';
import type { PlanPen } from '../../../../src/report/plan/plan-layout.ts';
import { countLines, DIFF_LINES, renderTextDiff } from '../../../../src/report/plan/text-diff.ts';

const pen: PlanPen = { color: false, width: 80, diff: true, verbose: false, paint: createPaint(false), diffs: createTextDiffs() };
const lines = (number: number, word: string): string => Array.from({ length: number }, (_, index) => `${word} ${index + 1}\n`).join('');

describe('a diff', () => {
  test.each<[string, TextChange, boolean, readonly string[]]>([
    ['of a new file', { path: '/a', after: 'one\ntwo\n' }, true, ['--- /a (new)', '+one', '+two']],
    ['of a file whose content is not known', { path: '/a', after: 'one\n' }, false, ['--- /a (what is there now is not known)', '+one']],
    ['of a file that goes away', { path: '/a', before: 'one\n' }, false, ['--- /a', '-one']],
    ['that cannot be seen', { path: '/a', unseen: 'binary' }, false, ['--- /a: not shown: binary']],
    [
      'of the last line break',
      { path: '/a', before: 'x', after: 'x\n' },
      false,
      ['--- /a', '@@ -1,1 +1,1 @@', '-x', '\\ No newline at end of file', '+x'],
    ],
    [
      'with a secret and with text that a terminal would obey',
      { path: '/a', before: 'key = old\n', after: `key = ${holeText({ kind: 'secret', name: 'k' })}\u001B[2J\n` },
      false,
      ['--- /a', '@@ -1,1 +1,1 @@', '-key = old', '+key = (secret k)\\x1b[2J'],
    ],
    [
      'with little around what changes',
      { path: '/a', before: `${lines(9, 'x')}old\n${lines(9, 'y')}`, after: `${lines(9, 'x')}new\n${lines(9, 'y')}` },
      false,
      ['--- /a', '@@ -7,7 +7,7 @@', ' x 7', ' x 8', ' x 9', '-old', '+new', ' y 1', ' y 2', ' y 3'],
    ],
  ])('%s', (_, text, isNew, shown) => {
    expect(renderTextDiff(text, isNew, '', pen)).toEqual(shown);
  });

  test('says what its limit leaves out, and has no limit when all is asked for', () => {
    const text = { path: '/a', after: lines(DIFF_LINES + 40, 'new') };
    const shown = renderTextDiff(text, true, '', pen);
    expect(shown).toHaveLength(DIFF_LINES + 2);
    expect(shown.at(-1)).toBe('… 40 more lines of this diff left out (40 added, 0 removed); --verbose shows all');
    expect(renderTextDiff(text, true, '', { ...pen, verbose: true })).toHaveLength(DIFF_LINES + 41);
  });

  test('of texts that have nothing in common says so instead of taking for ever', () => {
    const shown = renderTextDiff({ path: '/a', before: lines(6_000, 'old'), after: lines(6_000, 'new') }, false, '', pen);
    expect(shown).toEqual(['--- /a', 'too different to compare line by line: 6000 lines before, 6000 lines after']);
  });
});

test.each<[TextChange, unknown]>([
  [
    { path: '/a', before: 'a\nb\n', after: 'a\nc\nd\n' },
    { added: 2, removed: 1 },
  ],
  [
    { path: '/a', after: 'a\n' },
    { added: 1, removed: 0 },
  ],
  [{ path: '/a', unseen: 'over 64 KiB' }, undefined],
])('lines of %j are counted', (text, counted) => {
  expect(countLines(text)).toEqual(counted);
});
