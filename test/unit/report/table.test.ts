import { expect, test } from 'vitest';
import { createPaint } from '../../../src/report/paint.ts';
import { renderTable } from '../../../src/report/table.ts';
import { textWidth } from '../../../src/report/text-width.ts';

const columns = [{ title: 'Host' }, { title: 'Changed', numeric: true }, { title: 'Groups' }];
const rows = [
  [{ text: '중계-1' }, { text: '3' }, { text: 'relay, tunnel, everything_else' }],
  [{ text: 'cp-1' }, { text: '12' }, { text: '-' }],
];

test('columns line up, numbers on the right', () => {
  expect(renderTable(columns, rows, 80, createPaint(false))).toEqual([
    'Host    Changed  Groups',
    '중계-1        3  relay, tunnel, everything_else',
    'cp-1         12  -',
  ]);
});

test('a table that is too wide is wrapped, and nothing of it is lost', () => {
  const lines = renderTable(columns, rows, 36, createPaint(false));
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(36);
  expect(lines).toEqual([
    'Host    Changed  Groups',
    '중계-1        3  relay, tunnel,',
    '                 everything_else',
    'cp-1         12  -',
  ]);
});

test('colour does not move a column', () => {
  const painted = renderTable(
    columns,
    [[{ text: 'a', style: 'red' }, { text: '1', style: ['bold', 'green'] }, { text: 'b' }]],
    80,
    createPaint(true),
  );
  expect(painted[1]).toContain('\u001B[31ma\u001B[39m');
  // oxlint-disable-next-line no-control-regex -- colours are looked for
  expect(painted[1]?.replace(/\u001B\[[\d;]*m/gu, '')).toBe('a           1  b');
});
