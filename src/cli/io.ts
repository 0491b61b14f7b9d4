import type { Redactor } from '../core/redact.ts';

/** What the program knows of the process it runs in. Only `start.ts` touches the process itself. */
export interface Io {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the current folder. */
  readonly cwd: string;
  readonly home: string;
  /** Login name of whoever runs it. */
  readonly user: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Every secret that was typed or read so far; whatever goes out is masked by it. */
  readonly secrets: Redactor;
  /** Names of the variables of `env` that are secrets of an inventory that was read. */
  readonly secretVariables: Set<string>;
  /** argv that starts this program again, without arguments. */
  readonly self: readonly string[];
  /**
   * Calls the listener each time the operator presses Ctrl-C, or this process is told to end by SIGTERM, or its terminal was closed (SIGHUP). Gives a
   * function that stops listening.
   */
  onInterrupt(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Calls the listener each time this process is told to end: SIGHUP, SIGINT, SIGQUIT or SIGTERM. Gives a function that stops listening. */
  onEnd(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Ends the program at once. */
  leave(code: number): never;
}

/** Columns of a stream; 80 where there is no terminal. `COLUMNS` wins. */
export function widthOf(io: Io): number {
  const said = Number(io.env['COLUMNS']);
  // A serial console says that it has no columns.
  return Number.isInteger(said) && said >= 40 ? said : io.stdout.isTTY && io.stdout.columns > 0 ? io.stdout.columns : 80;
}

/** Whether output is coloured: in a terminal, unless NO_COLOR (no-color.org) or TERM=dumb is set. */
export function colorOf(io: Io, stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb';
}
