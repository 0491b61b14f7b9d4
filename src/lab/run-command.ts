import { $ } from 'zx';
import { RunbookError } from '../core/diagnostic.ts';

/** What a finished command left. */
export interface CommandResult {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** How to run a command. */
export interface CommandOptions {
  /** Text for its standard input; without it standard input is empty. */
  readonly input?: string;
  /** Terminate it after so long; its status is then 124 (timeout(1)). */
  readonly timeoutMs?: number;
  /** Called with each piece of its standard output and error output. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a program of this machine to its end, without judging its exit status. */
export async function tryCommand(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const limited = options.timeoutMs === undefined ? argv : ['timeout', '--kill-after=5', String(options.timeoutMs / 1000), ...argv];
  const { input = '', onOutput } = options;
  const running = $({
    quiet: true,
    nothrow: true,
    // An empty text would leave the pipe open, and a program that asks for something would wait for its answer.
    stdio: [input === '' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(input === '' ? {} : { input }),
    env: { ...process.env, LC_ALL: 'C' },
  })`${[...limited]}`;
  if (onOutput !== undefined) {
    const pass = (data: Buffer): void => onOutput(data.toString('utf8'));
    running.stdout.on('data', pass);
    running.stderr.on('data', pass);
  }
  const done = await running;
  return { status: done.exitCode ?? 255, output: done.stdout, errors: done.stderr };
}

/** Runs a program of this machine to its end and gives its standard output. An exit status other than 0 is RB7004. */
export async function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const done = await tryCommand(argv, options);
  if (done.status === 0) return done.output;
  const said = `${done.output}\n${done.errors}`.trim().split('\n').slice(-5).join('\n');
  throw new RunbookError({
    code: 'RB7004',
    severity: 'error',
    what: `${argv[0] ?? 'a command'} of the lab ended with ${done.status}`,
    why: `${argv.join(' ')}\n${said}`,
    mend: 'Mend what the command says, then `runbook lab down` and `runbook lab up`.',
  });
}
