/** A place in a file that the operator wrote. Lines and columns start at 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text of that line, for the caret. */
  readonly text?: string;
}

/** A message for the reader who must act: what is wrong, where, why, and how to mend it. */
export interface Diagnostic {
  /** Stable code, `RB` and four digits; `runbook explain CODE` says more. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** One line: what is wrong. */
  readonly what: string;
  /** Where it was written, when it was written in a file. */
  readonly source?: Source;
  /** Name of the host it is about, when it is about one. */
  readonly host?: string;
  /** Address of the resource it is about, when it is about one. */
  readonly address?: string;
  /** Why that cannot be. */
  readonly why?: string;
  /** What to do about it. */
  readonly mend?: string;
}

/** One or more diagnostics that end what was asked for. Mistakes in input are collected and thrown together. */
export class RunbookError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(...diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((one) => `${one.code}: ${one.what}`).join('\n'));
    this.name = 'RunbookError';
    this.diagnostics = diagnostics;
  }
}
