import { YAMLException, type Event } from 'js-yaml';

/** A text up to this length is parsed in one go, in characters: that takes a few milliseconds. Pieces are about half as long. */
const ONE_GO = 32 * 1024;

/** A part of a text that is parsed by itself, behind `head`. */
interface Piece {
  readonly head: string;
  readonly from: number;
  to: number;
  /** Events at its beginning that the pieces before it have given already, and at its end that a later one gives. */
  readonly skip: number;
  readonly drop: number;
}

/** The events that open a document and its mapping, and those that close both. */
const ROOT = 2;
/** With those of a key of it and the mapping below it. */
const BELOW = 4;

const NAME = '[A-Za-z_][A-Za-z0-9_.-]*:(?=[ \\t\\r\\n]|$)';

/**
 * The events of a text, as `parse` gives them; of a long text piece by piece, stopping between them. It is cut before keys of its mapping, and before those of the
 * mappings below them. Where such a key begins a line with the indentation of its mapping nothing of before can go on (YAML 1.2, 8.2.2 and 7.3: what is quoted or in
 * brackets is indented more), so a text whose pieces are all sound is sound, and means the same. Any other is parsed in one go: the mistake is found at its place.
 */
export function* parseInPieces(text: string, parse: (text: string) => Event[], oneGo = ONE_GO): Generator<undefined, Event[]> {
  const pieces = text.length <= oneGo ? [] : piecesOf(text, oneGo);
  if (pieces.length < 2) return parse(text);
  const events: Event[] = [];
  let end: readonly Event[] = [];
  try {
    for (const { head, from, to, skip, drop } of pieces) {
      const parsed = parse(head + text.slice(from, to));
      for (const event of parsed) moveEvent(event, from - head.length);
      for (const event of parsed.slice(events.length === 0 ? 0 : skip, -drop)) events.push(event);
      end = parsed.slice(-ROOT);
      yield undefined;
    }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return parse(text);
  }
  return [...events, ...end];
}

/** Nothing where the text is not of the kind that can be cut: keys at the beginning of lines, one document, no directives. */
function piecesOf(text: string, oneGo: number): readonly Piece[] {
  if (/\r(?!\n)|(?:^|\n)(?:---|\.\.\.|%)/u.test(text)) return [];
  const starts = keyStarts(text, 0);
  const [first] = starts;
  if (first === undefined || /(?:^|\n)[ \t]*[^ \t\r\n#]/u.test(text.slice(0, first))) return [];
  const pieces: Piece[] = [];
  for (const [index, start] of starts.entries()) {
    const from = index === 0 ? 0 : start;
    const to = starts[index + 1] ?? text.length;
    const last = pieces.at(-1);
    if (to - from > oneGo) pieces.push(...piecesBelow(text, from, start, to, oneGo / 2));
    else if (last !== undefined && last.skip === ROOT && last.drop === ROOT && to - last.from <= oneGo / 2) last.to = to;
    else pieces.push({ head: '', from, to, skip: ROOT, drop: ROOT });
  }
  return pieces;
}

/** The pieces of a key of the document, which begins at `start`, and the mapping below it. */
function piecesBelow(text: string, from: number, start: number, to: number, length: number): readonly Piece[] {
  const whole: readonly Piece[] = [{ head: '', from, to, skip: ROOT, drop: ROOT }];
  const section = text.slice(start, to);
  const head = new RegExp(`^${NAME}[ \\t]*(?:#[^\\n]*)?\\n(?:[ \\t]*(?:#[^\\n]*)?\\r?\\n)*(?= +${NAME})`, 'u').exec(section)?.[0];
  if (head === undefined || /\n[^ \t\r\n#]/u.test(section)) return whole;
  const indent = /^ +/u.exec(section.slice(head.length))?.[0].length ?? 0;
  const cuts: number[] = [];
  // The first of these keys stays with the one above them.
  for (const cut of keyStarts(section, indent)) if (cut > head.length && cut - (cuts.at(-1) ?? 0) >= length) cuts.push(cut);
  if (cuts.length === 0) return whole;
  return [0, ...cuts].map((cut, index) => ({
    head: index === 0 ? '' : head,
    from: index === 0 ? from : start + cut,
    to: start + (cuts[index] ?? section.length),
    skip: index === 0 ? ROOT : BELOW,
    // The mapping below the key is closed by the last.
    drop: index === cuts.length ? ROOT : ROOT + 1,
  }));
}

/** Where the lines begin that have a key behind so many spaces. */
function keyStarts(text: string, indent: number): readonly number[] {
  return Array.from(text.matchAll(new RegExp(`(?<=^|\\n) {${indent}}${NAME}`, 'gu')), ({ index }) => index);
}

function moveEvent(event: Event, by: number): void {
  if ('start' in event) event.start += by;
  if ('anchorStart' in event && event.anchorStart >= 0) {
    event.anchorStart += by;
    event.anchorEnd += by;
  }
  if ('tagStart' in event && event.tagStart >= 0) {
    event.tagStart += by;
    event.tagEnd += by;
  }
  if ('valueStart' in event && event.valueStart >= 0) {
    event.valueStart += by;
    event.valueEnd += by;
  }
}
