/**
 * True when the whole text is as the pattern says: `*` is any characters, and `single` (where it is given) any one character; all else is itself. Takes at most so many
 * looks as both are long multiplied, where an expression with many stars tries every way to share the text among them.
 */
export function matchesGlob(pattern: string, text: string, single?: '?'): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let afterStar = 0;
  while (place < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      star = at;
      afterStar = place;
      at += 1;
    } else if (sign !== undefined && (sign === single || sign === text[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      // The last star takes one character more; those before it have all they need.
      afterStar += 1;
      place = afterStar;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
