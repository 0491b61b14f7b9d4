import type { Paint, Style } from './paint.ts';
import { insteadGive, inSlices } from '../core/turns.ts';
import { padStart, padText, textWidth, wrapText } from './text-width.ts';

/** A cell: its text, and how it is painted. */
export interface Cell {
  readonly text: string;
  readonly style?: Style | readonly Style[];
}

/** A column: its heading, and whether its cells are numbers (on the right). */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** Its cells are copied by readers: they are never broken into lines. */
  readonly whole?: boolean;
}

/** Fewest columns to which a text cell is narrowed. */
const NARROWEST = 8;

/** So many rows are drawn at once. */
const ROWS_AT_ONCE = 500;

/** A table in lines. When it is too wide, the widest text columns are narrowed and their cells wrapped; nothing is cut. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint,
): readonly string[] {
  return [...tablePieces(columns, rows, width, paint)].flat();
}

/** The same piece by piece, some of them without a line: a table of thousands of hosts is drawn while others get their turn. */
export function* tablePieces(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint,
): Generator<readonly string[]> {
  const widths = yield* insteadGive([], fitWidths(columns, rows, width));
  const heading = columns.map((column): Cell => ({ text: column.title, style: 'dim' }));
  const all = [heading, ...rows];
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE)
    yield all.slice(at, at + ROWS_AT_ONCE).flatMap((row) => drawRow(columns, row, widths, paint));
}

function* fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): Generator<undefined, readonly number[]> {
  const widths = columns.map((column) => textWidth(column.title));
  yield* inSlices(rows, (row) => {
    for (const [index, widest] of widths.entries()) widths[index] = Math.max(widest, textWidth(row[index]?.text ?? ''));
  });
  const room = width - 2 * (columns.length - 1);
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    const flexible = widths.map((one, index) => (columns[index]?.numeric === true || columns[index]?.whole === true ? 0 : one));
    const widest = Math.max(...flexible);
    if (widest <= NARROWEST) break;
    widths[flexible.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

function drawRow(columns: readonly Column[], row: readonly Cell[], widths: readonly number[], paint: Paint): readonly string[] {
  const cells = columns.map((_, index) => wrapText(row[index]?.text ?? '', widths[index] ?? 1));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, index) => {
        const text = cells[index]?.[line] ?? '';
        const style = row[index]?.style;
        const painted = style === undefined ? text : paint(style, text);
        if (column.numeric === true) return padStart(painted, widths[index] ?? 0);
        return index === columns.length - 1 ? painted : padText(painted, widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
