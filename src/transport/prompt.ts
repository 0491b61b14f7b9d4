/** Something that only the operator knows. */
export interface Question {
  /** What is asked for: `Password for ops`, `Passphrase of /home/ops/.ssh/id_ed25519`, or a host's own words. */
  readonly text: string;
  /** True when the answer must not be shown while it is typed. */
  readonly secret: boolean;
}

/** Asks the operator. Undefined when nobody can answer (no terminal) or the question was declined. One question at a time is the asker's business. */
export type Ask = (question: Question) => Promise<string | undefined>;
