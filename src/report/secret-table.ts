import type { Layout } from './diagnostic.ts';
import { createPaint } from './paint.ts';
import { showLine } from './show-value.ts';
import { renderTable } from './table.ts';

/** The secrets of an inventory: name, where each comes from, whether it can be read, remarks. Never a value. */
export function renderSecretTable(rows: readonly (readonly string[])[], layout: Layout): string {
  const columns = ['Secret', 'Comes from', 'Can be read', 'Remarks'].map((title) => ({ title }));
  const cells = rows.map((row) => row.map((text) => ({ text: showLine(text) })));
  return `${renderTable(columns, cells, layout.width, createPaint(layout.color)).join('\n')}\n`;
}
