import { fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { launcherSwitches } from '../launcher-switches.ts';
import { writeSimulatedSite } from '../../test/support/simulated-site.ts';

const turnsSchema = z.object({
  tookMs: z.number(),
  workedMs: z.number(),
  longestWorkMs: z.number(),
  longestMs: z.number(),
  long: z.number(),
  longWork: z.number(),
  longestPauseMs: z.number(),
});

/** What a process tells of itself that has applied a playbook to simulated hosts. */
const costSchema = z.object({
  exitCode: z.number(),
  steps: z.number(),
  /** Loading the program, which comes before all that is measured. */
  modulesMs: z.number(),
  /** By Node's own monitor, over all. */
  longestDelayMs: z.number(),
  /** Of the processor, all threads, from the start of the process. */
  controllerS: z.number(),
  /** VmHWM of the process. */
  largestKiB: z.number(),
  /** Turns of the event loop in each part; `all` is all of them. */
  parts: z.record(z.string(), turnsSchema),
});
export type SimulatedCost = z.infer<typeof costSchema>;

/** Applies a playbook to so many hosts with so many resources each, in a process of its own that writes what it shows to a file. */
export async function runSimulated(hostCount: number, resourceCount: number, argv: readonly string[] = []): Promise<SimulatedCost> {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-bench-'));
  try {
    writeSimulatedSite(folder, hostCount, resourceCount);
    const output = openSync(join(folder, 'output'), 'w');
    const child = fork(join(import.meta.dirname, 'inside.ts'), argv, {
      cwd: folder,
      execArgv: [...launcherSwitches('snapshot')],
      stdio: ['ignore', output, 'inherit', 'ipc'],
    });
    closeSync(output);
    return await new Promise((resolve, reject) => {
      child.once('message', (told) => resolve(costSchema.parse(told)));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the process ended with ${code} and told nothing`)));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
