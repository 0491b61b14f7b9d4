import { spawn } from 'node:child_process';
import { RunbookError } from '../../core/diagnostic.ts';

/** How a program of the machine is run while the lab is built. */
export interface ProgramSettings {
  /** Working folder; the caller's when not given. */
  readonly folder?: string;
  /** Variables on top of the caller's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Text for its standard input; empty when not given. */
  readonly input?: string;
  /** Exit statuses that are no failure; only 0 when not given. */
  readonly accepted?: readonly number[];
}

/**
 * Runs a program of the machine, niced so that a build does not starve what else runs, and gives its standard output.
 * Throws RB7301 with the last lines of its standard error when it does not end well.
 */
export function runProgram(argv: readonly string[], settings: ProgramSettings = {}): Promise<string> {
  const accepted = settings.accepted ?? [0];
  return new Promise((resolve, reject) => {
    const child = spawn('nice', ['-n', '5', ...argv], {
      ...(settings.folder === undefined ? {} : { cwd: settings.folder }),
      env: { ...process.env, LC_ALL: 'C', ...settings.environment },
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => output.push(piece));
    child.stderr.on('data', (piece: Buffer) => errors.push(piece));
    child.on('error', (error) => reject(failure(argv, error.message)));
    child.on('close', (status) => {
      if (status !== null && accepted.includes(status)) resolve(Buffer.concat(output).toString('utf8'));
      else reject(failure(argv, `exit status ${String(status)}\n${lastLines(Buffer.concat(errors).toString('utf8'))}`));
    });
    // A program that ends without reading its input is judged by its exit status, not by the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(settings.input ?? '');
  });
}

function failure(argv: readonly string[], why: string): RunbookError {
  const what = `${argv.slice(0, 4).join(' ')} failed while the lab's packages were built`;
  const mend = 'Install the packages that `runbook lab` names, see that apt can reach its sources, and try again.';
  return new RunbookError({ code: 'RB7301', severity: 'error', what, why, mend });
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-12).join('\n');
}
