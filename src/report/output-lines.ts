/** Makes whole lines of output that comes in pieces, a host's step apart from the others. */
export interface OutputLines {
  /** The lines that this piece completes. A line that is written over with carriage returns counts as it looks in the end. */
  push(key: string, text: string): readonly string[];
  /** What is left of the last line when the step ends. */
  end(key: string): readonly string[];
}

/** Longest line that is waited for, in characters. */
const LONGEST = 4_000;

/** Collects output; nothing is shared between two of them. */
export function collectOutput(): OutputLines {
  const rest = new Map<string, string>();
  return {
    push(key, text) {
      const parts = ((rest.get(key) ?? '') + text).split('\n');
      const last = parts.pop() ?? '';
      const long = last.length > LONGEST;
      rest.set(key, long ? '' : last);
      return [...parts, ...(long ? [last] : [])].map(asSeen).filter((line) => line !== '');
    },
    end(key) {
      const last = asSeen(rest.get(key) ?? '');
      rest.delete(key);
      return last === '' ? [] : [last];
    },
  };
}

/** Control sequences by ECMA-48 5.4 (colours, cursor movements): of no use in a line of its own. */
// oxlint-disable-next-line no-control-regex -- the sequences begin with this character
const controlSequence = /\u001B\[[0-?]*[ -/]*[@-~]/gu;

/** A line as a terminal shows it: what stands after the last carriage return that something follows, without colours. */
export function asSeen(line: string): string {
  // No expression does this: a host could send a line of nothing but carriage returns, and an expression would look at each again and again.
  const text = withoutSequences(line);
  let end = text.length;
  while (end > 0 && text[end - 1] === '\r') end -= 1;
  return text.slice(text.lastIndexOf('\r', end - 1) + 1, end).trimEnd();
}

/** Text of a program without colours and cursor movements. */
export function withoutSequences(text: string): string {
  return text.replace(controlSequence, '');
}
