import type fc from 'fast-check';

/** An input: texts by what they are. Bytes are texts with a character a byte (latin1). */
export type Texts = Readonly<Record<string, string>>;

/** What became of an input that was treated as it should be. */
export interface Verdict {
  /** `syntax`: refused before anybody looked at what it means. `meaning`: the code behind the syntax judged it, whatever it said. */
  readonly reached: 'syntax' | 'meaning';
  /** Codes of all that was said against it; empty when it was accepted. */
  readonly codes: readonly string[];
}

/** One kind of input from outside, and the code that reads it. */
export interface FuzzKind {
  readonly name: string;
  /** Its part of all inputs: inputs are given out in these proportions. */
  readonly share: number;
  /** Files and folders below `src` whose branches are to be reached. */
  readonly sources: readonly string[];
  /** Sentences of its grammar, sound ones and spoilt ones. */
  readonly inputs: fc.Arbitrary<Texts>;
  /** Gives an input to the code. Throws a Fault, or whatever the code throws and should not. */
  readonly judge: (input: Texts) => Verdict | Promise<Verdict>;
}

/** The code has done something that it must never do, whatever the input. */
class Fault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Fault';
  }
}

/** Throws a Fault unless it holds. */
export function must(holds: boolean, otherwise: () => string): void {
  if (!holds) throw new Fault(otherwise());
}

/** Proof of a value that was given under this name. */
export function textOf(input: Texts, name: string): string {
  const text = input[name];
  if (text === undefined) throw new TypeError(`the input has no "${name}"`);
  return text;
}
