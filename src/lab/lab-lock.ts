import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import type { LabPaths } from './lab-paths.ts';
import { identifyProcess, isRunning } from './processes.ts';

/**
 * Does work that no other program may do on the same lab at the same time: building and removing it. The lock names its process, so that one which a
 * crash left behind is known as such. A lock that is held is RB7013.
 */
export async function withLabLock<T>(paths: LabPaths, work: () => Promise<T>): Promise<T> {
  const file = lockFile(paths.folder);
  mkdirSync(dirname(file), { recursive: true });
  if (!takeLock(file)) {
    const holder = readHolder(file);
    if (holder !== undefined) throw lockHeld(paths, holder);
    rmSync(file, { force: true });
    if (!takeLock(file)) throw lockHeld(paths, readHolder(file) ?? 0);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Number of the running process that builds or removes the lab of that folder now; undefined when there is none. */
export function lockHolder(folder: string): number | undefined {
  return readHolder(lockFile(folder));
}

/** Beside the folder, which removing the lab takes away. */
function lockFile(folder: string): string {
  return `${folder}.lock`;
}

function takeLock(file: string): boolean {
  try {
    const self = identifyProcess(process.pid);
    writeFileSync(file, `${process.pid} ${self?.startTicks ?? 0}\n`, { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Number of the running process that holds the lock; undefined when it is gone. */
function readHolder(file: string): number | undefined {
  try {
    const [pid = 0, startTicks = 0] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
    return isRunning({ pid, startTicks }) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function lockHeld(paths: LabPaths, pid: number): RunbookError {
  return new RunbookError({
    code: 'RB7013',
    severity: 'error',
    what: `another program builds or removes the lab ${paths.name} now`,
    why: `Process ${pid} holds ${lockFile(paths.folder)}.`,
    mend: 'Wait until it is done.',
  });
}
