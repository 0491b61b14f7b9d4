import { spawn } from 'node:child_process';
import { RunbookError } from '../core/diagnostic.ts';
import { childEnvironment } from './child-environment.ts';
import type { Io } from './io.ts';
import { simpleWords } from './simple-words.ts';

/** Long enough for somebody to type a PIN. */
const TIMEOUT_MS = 60_000;
const MOST_OUTPUT = 64 * 1024;

/**
 * Runs the command of RUNBOOK_AGE_COMMAND, without a shell and with nothing on standard input, and gives what it printed. What it says on standard error is
 * not shown: a key may be in it. Throws RB1416.
 */
export async function runKeyCommand(io: Io, command: string, timeoutMs = TIMEOUT_MS): Promise<string> {
  const [program, ...args] = simpleWords(command) ?? [];
  if (program === undefined) throw unusable('no shell reads it, so quotes, $, |, ;, &, < and > mean nothing there');
  const child = spawn(program, args, { cwd: io.cwd, env: childEnvironment(io), stdio: ['ignore', 'pipe', 'ignore'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(0, MOST_OUTPUT)));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // What it started may hold the other end for ever.
      child.stdout.destroy();
      reject(unusable(`it did not end within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(unusable('code' in error ? `${program}: ${String(error.code)}` : 'it cannot be started'));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(out);
      else reject(unusable(`it ended with ${code ?? signal ?? 'an error'}`));
    });
  });
}

function unusable(why: string): RunbookError {
  return new RunbookError({
    code: 'RB1416',
    severity: 'error',
    what: 'the command of RUNBOOK_AGE_COMMAND, which is to print the age identity, gave none',
    why,
    mend: 'run it by hand and look; a command that needs a shell can stand in a script',
  });
}
