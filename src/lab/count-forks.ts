import { execFileSync } from 'node:child_process';
import { insideCommand } from './lab-status.ts';
import type { LabState } from './lab-state.ts';

/** Highest process number that each running lab host has given so far, by host: the difference of two is how many processes it started. */
export function readProcessCounters(state: LabState): Readonly<Record<string, number>> {
  const counters: Record<string, number> = {};
  for (const host of state.hosts) {
    if (host.init === undefined) continue;
    const [program = '', ...rest] = insideCommand(state, host.name, ['cat', '/proc/loadavg']);
    // proc(5): the last field is the number of the process that was made last, as the reader's namespace counts.
    counters[host.name] = Number(execFileSync(program, rest, { encoding: 'utf8' }).trim().split(' ').at(-1));
  }
  return counters;
}

/** Processes that each host started between two readings; the reading itself is one and is left out. */
export function countForks(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(after).flatMap(([host, last]) => (before[host] === undefined ? [] : [[host, last - before[host] - 1]])),
  );
}
