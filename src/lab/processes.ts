import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of this machine that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of `/proc/PID/stat` (proc(5)): clock ticks since the machine booted. */
  readonly startTicks: number;
}

/** Identity of a running process; undefined when there is none of that number, or only its remains (a zombie). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks and brackets itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, startTicks: Number(fields[19]) };
  } catch {
    return undefined;
  }
}

/** True while exactly this process runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startTicks === identity.startTicks;
}

/** Sends a signal to exactly this process; does nothing when it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals | number): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // It went between the look and the signal, which is what the caller wants.
  }
}

/** Kills exactly this process and waits until it is gone; false when it is still there after the time limit. */
export async function killProcess(identity: ProcessIdentity, timeoutMs = 10_000): Promise<boolean> {
  signalProcess(identity, 'SIGKILL');
  return waitUntil(() => !isRunning(identity), timeoutMs, 20);
}

/** Asks again and again until the answer is true; false when the time limit came first. */
export async function waitUntil(ask: () => boolean | Promise<boolean>, timeoutMs: number, pauseMs = 100): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    if (await ask()) return true;
    if (Date.now() > end) return false;
    await sleep(pauseMs);
  }
}
