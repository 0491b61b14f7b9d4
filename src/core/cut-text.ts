/** Stands where a text was cut off. What masks secrets knows by it that a part of one may stand beside it. */
export const CUT = '…';

/** The last so many characters of a text, behind a `CUT` when there were more. */
export function lastOf(text: string, most: number): string {
  return text.length <= most ? text : markHead(text.slice(-most));
}

/** The first so many characters of a text, before a `CUT` when there are more. */
export function firstOf(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}${CUT}`;
}

/** A text whose beginning was cut off, maybe in the middle of a character: what is left of that one goes too. */
export function markHead(text: string): string {
  return `${CUT}${text.replace(/^[\uFFFD\uDC00-\uDFFF]{1,3}/u, '')}`;
}
