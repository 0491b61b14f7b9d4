import type { TextChange } from '../../core/resource.ts';

/** Remembers the diffs of a plan: many hosts get the same texts, and comparing them is the most work of showing a plan. */
export interface TextDiffs {
  /** The lines that `make` gives for a change, made once. */
  linesOf(text: TextChange, kind: string, make: () => readonly string[]): readonly string[];
  /** The host on which the diff was shown already; else it is shown now, on this host. */
  shownOn(lines: readonly string[], host: string): string | undefined;
}

/** A memory for one plan. */
export function createTextDiffs(): TextDiffs {
  const numbers = new Map<string, number>();
  const known = new Map<string, readonly string[]>();
  const shown = new Map<readonly string[], string>();
  // Long texts are named by numbers: a key made of the texts themselves would be as long as they are.
  const numberOf = (text: string | undefined): number => {
    if (text === undefined) return -1;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  return {
    linesOf: (text, kind, make) => {
      const key = [text.path, text.unseen ?? '', numberOf(text.before), numberOf(text.after), kind].join('\n');
      const lines = known.get(key) ?? make();
      known.set(key, lines);
      return lines;
    },
    shownOn: (lines, host) => {
      const first = shown.get(lines);
      if (first === undefined) shown.set(lines, host);
      return first === host ? undefined : first;
    },
  };
}
