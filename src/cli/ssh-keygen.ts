import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { childEnvironment } from './child-environment.ts';
import type { Io } from './io.ts';

/** How ssh-keygen(1) ended. `code` is undefined when a signal ended it. */
export interface KeygenEnd {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

const MOST_OUTPUT = 64 * 1024;

/**
 * Runs ssh-keygen with a text on standard input. Where it asks for a passphrase it does so in the terminal itself (/dev/tty). `listen` is told what it
 * says on standard error as it comes. Throws RB6040 when it is not there, or is older than signatures.
 */
export async function runKeygen(
  io: Io,
  args: readonly string[],
  input: string,
  limits: { readonly timeoutMs?: number; readonly listen?: (text: string) => void } = {},
): Promise<KeygenEnd> {
  const end = await startKeygen(io, args, input, limits);
  if (/(unknown|illegal|invalid) option -- '?[YOn]/u.test(end.err)) throw unusable(`it does not know ${args.slice(0, 2).join(' ')}`);
  return end;
}

function startKeygen(
  io: Io,
  args: readonly string[],
  input: string,
  limits: { readonly timeoutMs?: number; readonly listen?: (text: string) => void },
): Promise<KeygenEnd> {
  const child = spawn('ssh-keygen', [...args], {
    cwd: io.cwd,
    env: { ...childEnvironment(io), LC_ALL: 'C' },
    stdio: 'pipe',
    timeout: limits.timeoutMs,
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(0, MOST_OUTPUT)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err = (err + text).slice(0, MOST_OUTPUT);
    limits.listen?.(text);
  });
  // It need not read what it is given: that it ended is told by its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(unusable(error.message)));
    child.on('close', (code) => resolve({ code: code ?? undefined, out, err }));
  });
}

function unusable(why: string): RunbookError {
  return new RunbookError({
    code: 'RB6040',
    severity: 'error',
    what: 'ssh-keygen, which signs plans and checks signatures, cannot be used here',
    why,
    mend: 'install the OpenSSH client (8.2 or later; 8.9 or later where keys in allowed_signers have a time of validity)',
  });
}

/** Gives the work a folder that only this user can enter, and removes it afterwards. */
export async function inPrivateFolder<Result>(io: Io, work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(io.env['TMPDIR'] ?? '/tmp', 'runbook-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
