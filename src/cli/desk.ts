import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { RunbookError } from '../core/diagnostic.ts';
import { deskCommand } from '../lab/lab-status.ts';
import { namespaceFile } from '../lab/lab-paths.ts';
import type { LabState } from '../lab/lab-state.ts';
import type { Io } from './io.ts';

/** True when this process stands in the network of the lab's desk already. */
export function isAtDesk(state: LabState): boolean {
  try {
    return statSync('/proc/self/ns/net').ino === statSync(namespaceFile(state.desk)).ino;
  } catch (error) {
    throw new RunbookError({
      code: 'RB6007',
      severity: 'error',
      what: 'the lab of this inventory is not running',
      why: error instanceof Error ? error.message : 'its network is not there',
      mend: 'build it with `runbook lab up`, as root',
    });
  }
}

/** Runs this program again at the lab's desk, with the same arguments and the same terminal, and gives its exit code. */
export function runAtDesk(io: Io, state: LabState): Promise<number> {
  return runChild(io, deskCommand(state, [...io.self, ...io.argv]));
}

/** Runs a program in this terminal and gives its exit code. Ctrl-C reaches it by the terminal; this process waits for it. */
export function runChild(io: Io, argv: readonly string[]): Promise<number> {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { stdio: 'inherit', cwd: io.cwd });
  const stopListening = io.onInterrupt(() => undefined);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopListening();
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
