import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program, as a user starts it. */
const program = join(fileURLToPath(new URL('../../..', import.meta.url)), 'src/cli/runbook');

/** What a program that was run left: both outputs together, as a terminal shows them. */
export interface Shown {
  readonly status: number;
  readonly text: string;
}

/** What is typed when a text appears, and what is done before it is typed. */
export interface Typing {
  readonly when: string;
  readonly type: string;
  readonly first?: () => Promise<void>;
}

/** How the program is run. */
export interface RunOptions {
  /** Current folder. */
  readonly folder: string;
  /** Name of the lab that it finds in its project. */
  readonly labName: string;
  /** With something to type it gets a terminal. */
  readonly typing?: readonly Typing[];
  /** After this it is killed. */
  readonly limitMs?: number;
}

/** A run of the program that goes on. */
export interface Running {
  /** Everything that it printed so far. */
  text(): string;
  /** Kills it with all its processes at once, so that it can do nothing any more. */
  kill(): void;
  /** Sends a signal to all its processes, as a terminal does. */
  signal(name: NodeJS.Signals): void;
  readonly done: Promise<Shown>;
}

const LIMIT_MS = 190_000;

/** Starts `runbook`. Each text is typed when its turn has come and its prompt is there; script(1) makes the terminal. */
export function startProgram(args: readonly string[], options: RunOptions): Running {
  const typing = options.typing ?? [];
  const quoted = [program, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const [command, ...rest] = typing.length === 0 ? [program, ...args] : ['script', '-qefc', `stty cols 200; exec ${quoted}`, '/dev/null'];
  const child = spawn(command, rest, {
    cwd: options.folder,
    env: { ...process.env, RUNBOOK_LAB: options.labName },
    stdio: [typing.length === 0 ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  // A negative number is the whole process group: the program runs itself again at the lab's desk.
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name);
  };
  const kill = (): void => signal('SIGKILL');
  let text = '';
  let typed = 0;
  let searchFrom = 0;
  const take = (bytes: Buffer): void => {
    text += bytes.toString();
    const next = typing[typed];
    const at = next === undefined ? -1 : text.indexOf(next.when, searchFrom);
    if (next === undefined || at < 0) return;
    typed += 1;
    searchFrom = at + next.when.length;
    const type = (): boolean | undefined => child.stdin?.write(`${next.type}\r`);
    if (next.first === undefined) type();
    else next.first().then(type, kill);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const done = new Promise<Shown>((resolve, reject) => {
    const timer = setTimeout(kill, options.limitMs ?? LIMIT_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? 255, text: text.replaceAll('\r\n', '\n') });
    });
  });
  return { text: () => text, kill, signal, done };
}

/** Runs `runbook` to its end. */
export function runProgram(args: readonly string[], options: RunOptions): Promise<Shown> {
  return startProgram(args, options).done;
}
