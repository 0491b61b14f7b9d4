import type { Clock } from '../wording.ts';

/** What the parts of one page share while it is written. */
export interface PagePen extends Clock {
  /** The number of a long text that the page shows once, in its appendix. */
  listing(text: string): number;
  /** The texts of the listings, the first one has the number 1. */
  listings(): readonly string[];
  /** Asks for room for lines of a diff; gives how many may be shown. */
  takeLines(wanted: number): number;
}

/** Lines of one diff that are shown. */
const LINES_OF_A_DIFF = 200;
/** Lines of all diffs of a page, so that a browser opens it at once. */
const LINES_OF_A_PAGE = 16_000;

/** A pen for one page. */
export function createPagePen(clock: Clock): PagePen {
  const numbers = new Map<string, number>();
  let left = LINES_OF_A_PAGE;
  return {
    ...clock,
    listing: (text) => {
      const number = numbers.get(text) ?? numbers.size + 1;
      numbers.set(text, number);
      return number;
    },
    listings: () => [...numbers.keys()],
    takeLines: (wanted) => {
      const limit = wanted > LINES_OF_A_DIFF + 1 ? LINES_OF_A_DIFF : wanted;
      const given = Math.max(0, Math.min(left, limit));
      left -= given;
      return given;
    },
  };
}
