/**
 * Broken input and what is said of it. Each case changes one file of the sound site. `‸` in the new text marks the place that the message
 * must show; it is taken out before the file is written.
 */
export interface BrokenCase {
  readonly file: string;
  /** The text that is replaced; undefined replaces the whole file. */
  readonly from?: string;
  readonly to: string;
  readonly code: string;
  readonly what: string;
  /** Part of the mend. */
  readonly mend?: string;
}
