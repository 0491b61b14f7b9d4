import type { Paint, Style } from './paint.ts';
import { cutText, padStart, padText, textWidth } from './text-width.ts';

/** A cell: its text, and how it is painted. */
export interface Cell {
  readonly text: string;
  readonly style?: Style | readonly Style[];
}

/** A column: its heading, and whether its cells are numbers (on the right). */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/** A table in lines. When it is too wide, the last column that is no number is cut. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint,
): readonly string[] {
  const widths = columns.map((column, index) => Math.max(textWidth(column.title), ...rows.map((row) => textWidth(row[index]?.text ?? ''))));
  const total = widths.reduce((sum, one) => sum + one, 0) + 2 * (columns.length - 1);
  const last = columns.findLastIndex((column) => column.numeric !== true);
  if (total > width && last >= 0) widths[last] = Math.max(8, (widths[last] ?? 0) - (total - width));
  const draw = (cells: readonly Cell[]): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? { text: '' };
        const cut = cutText(cell.text, widths[index] ?? 0);
        const fit =
          column.numeric === true
            ? padStart(cut, widths[index] ?? 0)
            : index === columns.length - 1
              ? cut
              : padText(cut, widths[index] ?? 0);
        return cell.style === undefined ? fit : fit.replace(cut, paint(cell.style, cut));
      })
      .join('  ')
      .trimEnd();
  return [draw(columns.map((column) => ({ text: column.title, style: 'dim' }))), ...rows.map(draw)];
}
