/** A text in the two languages that `runbook explain` speaks. */
export interface Bilingual {
  readonly en: string;
  readonly ko: string;
}

/** What `runbook explain CODE` says about one diagnostic code. */
export interface CodeEntry {
  /** One line: what the code stands for. */
  readonly title: Bilingual;
  /** Why it happens. */
  readonly why: Bilingual;
  /** What to do about it. */
  readonly mend: Bilingual;
  /** Exit code of the command that ends with it; see `exit-code.ts`. */
  readonly exit: number;
}

/** The codes of one area of the program, by code. */
export type CodeCatalogue = Readonly<Record<string, CodeEntry>>;
