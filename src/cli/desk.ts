import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { RunbookError } from '../core/diagnostic.ts';
import { namespaceFile } from '../lab/lab-paths.ts';
import type { LabState } from '../lab/lab-state.ts';
import type { Io } from './io.ts';

/** True when this process stands in the network of the lab's desk already. */
export function isAtDesk(state: LabState): boolean {
  try {
    return statSync('/proc/self/ns/net').ino === statSync(namespaceFile(state.desk)).ino;
  } catch {
    throw new RunbookError({
      code: 'RB6007',
      severity: 'error',
      what: 'the lab of this inventory is not running',
      why: `the network of its desk, ${state.desk}, is not there`,
      mend: 'build it with `runbook lab up`, as root',
    });
  }
}

/** Runs this program again at the lab's desk, with the same arguments and the same terminal, and gives its exit code. Entering its network takes root: RB7001. */
export async function runAtDesk(io: Io, state: LabState): Promise<number> {
  // What runs the lab is loaded only here: a site needs nothing of it.
  const [{ checkLabPlace }, { deskCommand }] = await Promise.all([import('../lab/lab-needs.ts'), import('../lab/lab-status.ts')]);
  checkLabPlace();
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
