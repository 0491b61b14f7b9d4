import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program as people start it. */
export const PROGRAM = fileURLToPath(new URL('../../src/cli/runbook', import.meta.url));

/** How a run of the program ended. */
export interface CliEnd {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `runbook ARGV` in a folder, without a terminal, in English, with nothing on standard input. */
export function runCli(argv: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<CliEnd> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(PROGRAM, [...argv], { cwd, env: { PATH, HOME, LANG: 'C.UTF-8', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, out, err }));
  });
}
