import { homedir, userInfo } from 'node:os';
import { createRedactor } from '../core/redact.ts';
import type { Program } from './program.ts';

/** Runs the program as this process, and leaves its exit code. Node was told to run a file, or goes on from a snapshot, where the arguments stand behind `--`. */
export async function start(from: 'file' | 'snapshot', program: Program): Promise<void> {
  const entry = from === 'file' ? process.argv.slice(1, 2) : [];
  // Whoever reads our output may stop reading (`runbook show last | head`): a run goes on all the same, and its journal has it all.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const end = await program({
    argv: process.argv.slice(1 + entry.length),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    user: process.env['SUDO_USER'] ?? userInfo().username,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    secrets: createRedactor([]),
    secretVariables: new Set(),
    self: [process.execPath, ...process.execArgv, ...(from === 'file' ? entry : ['--'])],
    onInterrupt: (listener) => listen(['SIGHUP', 'SIGINT', 'SIGTERM'], listener),
    onEnd: (listener) => listen(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'], listener),
    leave: (code) => process.exit(code),
  });
  process.exitCode = end;
  // When all is written and closed, the memory need not be tidied up as well.
  process.once('beforeExit', () => process.exit(end));
  // A link that does not close must not keep the operator waiting.
  setTimeout(() => process.exit(end), 2000).unref();
}

/** Listens for signals; gives a function that stops listening. */
function listen(signals: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
