/** Bytes of a file: text, which may contain holes, or base64 for what is no UTF-8 text. */
export type Content = { readonly text: string } | { readonly base64: string };

/** What happens at the time limit: end the process group, or leave it alone and report it as still running. */
export type OnTimeout = 'terminate' | 'leave';

/** Something that a step does on its host. A closed set; argument texts and contents may contain holes, all else is fixed. */
export type Action =
  /** Runs a command without a shell. Exit code 0 is success. */
  | {
      readonly do: 'run';
      readonly argv: readonly string[];
      /** Fed to standard input; the way for secrets, which must never be in argv. */
      readonly stdin?: string;
      /** Variables set beside LC_ALL=C. */
      readonly environment?: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
      readonly onTimeout: OnTimeout;
      /** True for what takes long: it outlives the link, its output is shown while it runs, and it is found again. */
      readonly long?: boolean;
      /** Exit code with which it says that it did nothing, because that would have been something else than what was planned. */
      readonly refusal?: number;
    }
  /** Writes a file atomically: temporary file in the same folder, mode and owner before rename, the old content intact until then. */
  | {
      readonly do: 'write';
      readonly path: string;
      readonly content: Content;
      /** Octal digits with a leading zero. */
      readonly mode: string;
      readonly owner: string;
      readonly group: string;
      /** Command that must succeed on the candidate before it replaces the file; `%s` is the candidate's path. */
      readonly validate?: readonly string[];
    }
  /** Removes a file, a link or an empty folder. Nothing there is success. */
  | { readonly do: 'remove'; readonly path: string }
  /** Records that a unit now runs with the configuration that the paths have. */
  | { readonly do: 'record_config'; readonly unit: string; readonly paths: readonly string[] }
  /**
   * Puts a thing back as the host kept it before a step changed it; what was not there goes. The thing is an entry as in a footprint (`path:/etc/motd`,
   * `unit:haproxy`, `sysctl:net.ipv4.ip_forward`, `module:overlay`, `table:inet runbook`). `from` is the place in the host's undo store (`RUN/STEP`);
   * a step's own `undo` does not say it, because the store is named by the run.
   */
  | { readonly do: 'restore'; readonly thing: string; readonly from?: string };

/** Time limit of a short command, in milliseconds. */
export const SHORT_MS = 30_000;
/** Time limit of starting or reloading a service, in milliseconds. */
export const SERVICE_MS = 120_000;
/** Time limit of a package transaction or of kubeadm, in milliseconds. */
export const LONG_MS = 1_800_000;

/** A short command that is ended at its time limit. */
export function run(argv: readonly string[], more: { readonly stdin?: string; readonly timeoutMs?: number } = {}): Action {
  return {
    do: 'run',
    argv,
    timeoutMs: more.timeoutMs ?? SHORT_MS,
    onTimeout: 'terminate',
    ...(more.stdin === undefined ? {} : { stdin: more.stdin }),
  };
}

/** A command that takes long and must never be killed half way. */
export function runLong(argv: readonly string[], more: { readonly stdin?: string; readonly timeoutMs?: number } = {}): Action {
  return {
    do: 'run',
    argv,
    timeoutMs: more.timeoutMs ?? LONG_MS,
    onTimeout: 'leave',
    long: true,
    ...(more.stdin === undefined ? {} : { stdin: more.stdin }),
  };
}

/** Puts things back as they were before the step, in this order. */
export function restore(...things: readonly string[]): readonly Action[] {
  return things.map((thing) => ({ do: 'restore', thing }));
}
