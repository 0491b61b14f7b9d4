/**
 * Plans a site for many hosts that are simulated in this process, and carries the plan out: node bench/simulated-hosts.ts [HOSTS] [RESOURCES]. Everything that the program does is
 * in it but the network: templates, plan, digest, journal, lines for the terminal. Prints how long each part took, for how long it held the event loop, and the peak of memory.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { simulateSite } from '../test/support/simulated-site.ts';

// As the program does it for many hosts.
setFlagsFromString('--heap-growing-percent=50');
const [hostCount = 1000, resourceCount = 40] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'runbook-bench-'));
const delay = monitorEventLoopDelay({ resolution: 1 });
let last = { ms: performance.now(), cpuMs: cpuMs() };
let worst = { ms: 0, cpuMs: 0 };

/** Work of this thread so far: what others do on the machine is not in it. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** A probe of its own beside that of Node: it comes once in each turn of the event loop. */
function beat(): void {
  const now = { ms: performance.now(), cpuMs: cpuMs() };
  worst = { ms: Math.max(worst.ms, now.ms - last.ms), cpuMs: Math.max(worst.cpuMs, now.cpuMs - last.cpuMs) };
  last = now;
  setImmediate(beat);
}

async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  delay.reset();
  worst = { ms: 0, cpuMs: 0 };
  last = { ms: performance.now(), cpuMs: cpuMs() };
  const began = performance.now();
  const result = await work();
  const tookMs = performance.now() - began;
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  const held = Math.max(worst.ms, delay.max / 1e6);
  console.log(
    `${name.padEnd(8)} ${tookMs.toFixed(0).padStart(7)} ms; longest turn of the event loop ${held.toFixed(0).padStart(6)} ms, of that worked ${worst.cpuMs.toFixed(0).padStart(6)} ms`,
  );
  return result;
}

try {
  delay.enable();
  beat();
  const site = await timed('load', () => simulateSite(folder, hostCount, resourceCount));
  const plan = await timed('plan', () => site.plan());
  const made = await timed('pack', () => site.pack(plan));
  await timed('journal', () => site.announce(made));
  await timed('show', () => site.show(made));
  const outcome = await timed('apply', () => site.apply(plan));
  await timed('end', () => site.end(plan, outcome));
  const peak = /^VmHWM:\s*(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  console.log(
    `${plan.steps.length} steps on ${hostCount} hosts, ${outcome.complete ? 'all done' : 'NOT all done'}; peak of memory ${Math.round(Number(peak) / 1024)} MB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
