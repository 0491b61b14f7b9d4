import { spawn } from 'node:child_process';
import { PROGRAM } from '../../support/run-cli.ts';

/** How the program is run. */
export interface TypistOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Words in front of the program, which start it. */
  readonly under: readonly string[];
  /** What is typed after which question; undefined: there is no terminal. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Given on standard input, without a terminal. */
  readonly input?: string;
}

/** How a run ended, and all that its terminal showed. */
export interface Transcript {
  readonly status: number | null;
  readonly text: string;
}

const LIMIT_MS = 120_000;

/** Runs `runbook` to its end; in a terminal, each question is answered once; what the program goes on to say meanwhile may stand behind it. */
export function runTyping(args: readonly string[], { folder, env, under, answers, input }: TypistOptions): Promise<Transcript> {
  const words = [...under, PROGRAM, ...args];
  const line = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const [program = '', ...rest] = answers === undefined ? words : ['script', '-qefc', `stty cols 160; exec ${line}`, '/dev/null'];
  const child = spawn(program, rest, { cwd: folder, env: { ...process.env, LANG: 'C.UTF-8', ...env }, stdio: 'pipe' });
  let text = '';
  let read = 0;
  const take = (piece: string): void => {
    text += piece;
    for (const [question, answer] of Object.entries(answers ?? {})) {
      const asked = new RegExp(`${question}[^\\r\\n]*?: `, 'u').exec(text.slice(read));
      if (asked === null) continue;
      read += asked.index + asked[0].length;
      child.stdin.write(`${answer}\r`);
      return;
    }
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  child.stdin.on('error', () => undefined);
  if (answers === undefined) child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, text: text.replaceAll('\r\n', '\n') });
    });
  });
}
