/** Wide and full-width characters by UAX #11 (East Asian Width), and emoji that are drawn wide by default. */
const wide =
  /[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\u4DBF\u4E00-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
/** Each of these is one character of one column: ASCII, dashes, dots, arrows, lines and ticks as this program writes them. */
const narrowOnly = /^[\x20-\x7E\u00B7\u2010-\u2027\u2190-\u21FF\u2500-\u257F\u2713\u2715]*$/u;
// oxlint-disable-next-line no-control-regex -- the sequences begin with this character
const styling = /\u001B\[[\d;]*m/gu;
let segmenter: Intl.Segmenter | undefined;

/** Columns that a text takes in a terminal. Colour sequences take none. */
export function textWidth(text: string): number {
  const bare = text.includes('\u001B') ? text.replace(styling, '') : text;
  if (narrowOnly.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of graphemesOf(bare)) width += graphemeWidth(segment);
  return width;
}

/** The text with spaces behind it until it takes that many columns. */
export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** The text with spaces before it until it takes that many columns. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

/** The text cut to that many columns; what is cut is marked by `…`. The text must have no colour. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 1;
  for (const { segment } of graphemesOf(text)) {
    used += graphemeWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines of at most that many columns, broken at spaces where it can be, else anywhere. It must have no colour. */
export function wrapText(text: string, width: number): readonly string[] {
  if (!text.includes('\n')) return wrapLine(text, Math.max(1, width));
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(1, width)));
}

function wrapLine(line: string, width: number): readonly string[] {
  if (textWidth(line) <= width) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<= )(?=[^ ])/u)) {
    if (textWidth(current) + textWidth(word.trimEnd()) <= width) {
      current += word;
      continue;
    }
    if (current.trim() !== '') lines.push(current.trimEnd());
    const pieces = breakWord(word, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? '';
  }
  if (current.trim() !== '') lines.push(current.trimEnd());
  return lines;
}

/** Breaks a word that is too long, behind a separator where one is in the second half of a line, else anywhere. */
function breakWord(word: string, width: number): readonly string[] {
  const body = word.trimEnd();
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  if (textWidth(body) <= width) return [word];
  for (const { segment } of graphemesOf(body)) {
    const columns = graphemeWidth(segment);
    if (piece !== '' && used + columns > width) {
      const end = Math.max(...Array.from(',/:;=&?', (separator) => piece.lastIndexOf(separator))) + 1;
      const cut = end > piece.length / 2 ? end : piece.length;
      pieces.push(piece.slice(0, cut));
      piece = piece.slice(cut);
      used = textWidth(piece);
    }
    piece += segment;
    used += columns;
  }
  return [...pieces, piece + word.slice(body.length)];
}

/** The characters of a text as a reader counts them. What takes them apart is made when the first text needs it: it loads tables. */
function graphemesOf(text: string): Iterable<{ readonly segment: string }> {
  if (narrowOnly.test(text)) return Array.from(text, (segment) => ({ segment }));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u.test(grapheme)) return 0;
  return wide.test(grapheme) || grapheme.includes('\uFE0F') ? 2 : 1;
}
