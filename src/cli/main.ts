import { homedir, userInfo } from 'node:os';
import { createRedactor } from '../core/redact.ts';
import { runProgram } from './program.ts';

// Whoever reads our output may stop reading (`runbook show last | head`), and a terminal may be closed: a run goes on to the end of its step all the same,
// and its journal has it all.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

/** Listens for signals; gives a function that stops listening. */
function listen(signals: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

const end = await runProgram({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  user: process.env['SUDO_USER'] ?? userInfo().username,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  secrets: createRedactor([]),
  self: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
  onInterrupt: (listener) => listen(['SIGHUP', 'SIGINT', 'SIGTERM'], listener),
  onEnd: (listener) => listen(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'], listener),
  leave: (code) => process.exit(code),
});
process.exitCode = end;
// A link that does not close must not keep the operator waiting.
setTimeout(() => process.exit(end), 2000).unref();
