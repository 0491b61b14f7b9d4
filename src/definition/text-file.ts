import type { Source } from '../core/diagnostic.ts';

/** A text file, ready to tell places in it. */
export interface TextFile {
  /** Path as it is shown. */
  readonly file: string;
  readonly text: string;
  /** Offset at which each line begins. */
  readonly lineStarts: readonly number[];
}

/** Prepares a text for telling places. */
export function textFile(file: string, text: string): TextFile {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** Line and column of a character of a file, by binary search. */
export function placeOf(file: TextFile, offset: number): Source {
  let low = 0;
  let high = file.lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((file.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return placeInLine(file, low + 1, offset - (file.lineStarts[low] ?? 0) + 1);
}

/** A place by its line and column, both from 1. */
export function placeInLine(file: TextFile, line: number, column: number): Source {
  const start = file.lineStarts[line - 1] ?? file.text.length;
  const end = (file.lineStarts[line] ?? file.text.length + 1) - 1;
  const isCrlf = end > start && file.text[end - 1] === '\r';
  const text = file.text.slice(start, isCrlf ? end - 1 : end);
  // The end of a line is no place in it.
  return { file: file.file, line, column: Math.min(column, text.length + 1), text };
}
