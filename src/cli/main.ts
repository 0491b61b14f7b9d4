import { homedir, userInfo } from 'node:os';
import { runProgram } from './program.ts';

// Whoever reads our output may stop reading (`runbook show last | head`): a run goes on all the same, and its journal has it all.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
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
  self: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
  onInterrupt: (listener) => {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    return () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    };
  },
  leave: (code) => process.exit(code),
});
process.exitCode = end;
// A link that does not close must not keep the operator waiting.
setTimeout(() => process.exit(end), 2000).unref();
