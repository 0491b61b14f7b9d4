import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { renderDiagnostic, renderDiagnostics } from '../../../src/report/diagnostic.ts';
import { textWidth } from '../../../src/report/text-width.ts';
import { sampleDiagnostics } from '../../support/play-texts.ts';
import { findControls } from '../../support/find-controls.ts';

const base: Diagnostic = { code: 'RB1234', severity: 'error', what: 'it is wrong' };

/** The text above the caret. */
function pointedAt(text: string, column: number, width: number): string {
  const lines = renderDiagnostic({ ...base, source: { file: 'a.yml', line: 12, column, text } }, { color: false, width }).split('\n');
  const at = lines.findIndex((line) => /^ *\| *\^$/u.test(line));
  const columns = textWidth((lines[at] ?? '').replace('^', ''));
  let passed = '';
  for (const character of lines[at - 1] ?? '') {
    if (textWidth(passed) >= columns) return (lines[at - 1] ?? '').slice(passed.length);
    passed += character;
  }
  return '';
}

describe('the caret', () => {
  test.each([
    ['plain text', 'hosts: [alpha, HERE]'],
    ['wide characters before it', "  '중계 서버': { HERE: 1 }"],
    ['a tab before it', '\tHERE: 1'],
    ['a long line', `${'x: 1, '.repeat(60)}HERE, ${'y: 2, '.repeat(60)}`],
    ['a long line of wide characters', `${'한글 '.repeat(80)}HERE`],
    ['the first column', 'HERE'],
  ])('stands below the column in %s', (_, text) => {
    for (const width of [40, 80, 200]) expect(pointedAt(text, text.indexOf('HERE') + 1, width)).toMatch(/^HERE/u);
  });

  test('may stand behind the last character', () => {
    const lines = renderDiagnostic(
      { ...base, source: { file: 'a.yml', line: 1, column: 5, text: 'abcd' } },
      { color: false, width: 80 },
    ).split('\n');
    expect(lines[3]).toBe(`${lines[2]?.replace(/[^|]/gu, ' ').slice(0, lines[2].indexOf('|') + 1)}     ^`);
  });
});

describe('several diagnostics', () => {
  test('are in the order of the files, errors first, those without a place last', () => {
    const at = (file: string, line: number, column: number, severity: Diagnostic['severity'] = 'error'): Diagnostic => ({
      ...base,
      severity,
      what: `${file} ${line} ${column}`,
      source: { file, line, column },
    });
    const text = renderDiagnostics(
      [{ ...base, what: 'no place' }, at('b', 1, 1, 'warning'), at('b', 10, 1), at('a', 9, 5), at('b', 9, 1), at('a', 9, 2)],
      {
        color: false,
        width: 80,
      },
    );
    expect(text.split('\n').flatMap((line) => /^(?:error|warning) RB1234: (.*)$/u.exec(line)?.[1] ?? [])).toEqual([
      'a 9 2',
      'a 9 5',
      'b 9 1',
      'b 10 1',
      'no place',
      'b 1 1',
    ]);
    expect(text).toMatch(/\n5 errors, 1 warning\n$/u);
  });

  test('that are equal for several hosts are shown once', () => {
    const text = renderDiagnostics(
      [
        { ...base, host: 'one' },
        { ...base, host: 'two' },
        { ...base, host: 'three', why: 'another reason' },
      ],
      {
        color: false,
        width: 80,
      },
    );
    expect(text.match(/RB1234/gu)).toHaveLength(2);
    expect(text).toContain('hosts one and two');
    expect(text).toContain('host  three');
  });
});

test.each([40, 80, 120])('every line fits %d columns', (width) => {
  const long: Diagnostic = {
    ...base,
    what: `${'many words about what is wrong '.repeat(9)}`,
    why: '/a/long/path'.repeat(30),
    host: 'h'.repeat(150),
  };
  for (const line of renderDiagnostics([...sampleDiagnostics, long], { color: false, width }).split('\n'))
    expect(textWidth(line)).toBeLessThanOrEqual(width);
});

test('what a host said cannot move the cursor, colour or reorder the text', () => {
  const evil = 'a\u001B[2J\u001B]0;title\u0007b\u202Ec\rd\u009B31m';
  const text = renderDiagnostic(
    { ...base, what: evil, why: evil, mend: evil, host: evil, address: evil, source: { file: evil, line: 1, column: 3, text: evil } },
    { color: false, width: 80 },
  );
  expect(findControls(text)).toEqual([]);
});
