/**
 * Plans a site for many hosts that are simulated in this process, and carries the plan out: node bench/simulated-hosts.ts [HOSTS] [RESOURCES] [--store]. Everything that the program
 * does is in it but the network: templates, plan, digest, journal, lines for the terminal. Prints how long each part took, for how long it held the event loop, and the peak of
 * memory, and compares with what is stored for so many hosts and resources; `--store` stores it in the place of that.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { z } from 'zod';
import { simulateSite } from '../test/support/simulated-site.ts';

// As the program does it for many hosts.
setFlagsFromString('--heap-growing-percent=50');
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { store: { type: 'boolean', default: false } } });
const [hostCount = 1000, resourceCount = 40] = positionals.map(Number);
const stored = join(import.meta.dirname, 'results/simulated.jsonl');

/** What one run took: seconds on the clock for the plan, of the processor for all, and for how long a part of it kept the event loop at work at most, in milliseconds. */
const resultSchema = z.object({
  hosts: z.number(),
  resources: z.number(),
  at: z.string(),
  planS: z.number(),
  controllerS: z.number(),
  largestKiB: z.number(),
  workedMs: z.record(z.string(), z.number()),
});
type Result = z.infer<typeof resultSchema>;
const tookS = new Map<string, number>();
const workedMs: Record<string, number> = {};
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
  tookS.set(name, tookMs / 1000);
  workedMs[name] = Math.round(worst.cpuMs);
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
  const peak = Number(/^VmHWM:\s*(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  const { user, system } = process.cpuUsage();
  const controllerS = (user + system) / 1e6;
  console.log(
    `${plan.steps.length} steps on ${hostCount} hosts, ${outcome.complete ? 'all done' : 'NOT all done'}; peak of memory ${Math.round(peak / 1024)} MB, ${controllerS.toFixed(1)} s of the processor`,
  );
  keep({
    hosts: hostCount,
    resources: resourceCount,
    at: new Date().toISOString(),
    planS: tookS.get('plan') ?? 0,
    controllerS,
    largestKiB: peak,
    workedMs,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

/** Compares with the stored result of as many hosts and resources, and takes its place when that is wanted. */
function keep(result: Result): void {
  const lines = existsSync(stored) ? readFileSync(stored, 'utf8').split('\n') : [];
  const all = lines.filter((line) => line !== '').map((line) => resultSchema.parse(JSON.parse(line)));
  const isSame = (one: Result): boolean => one.hosts === result.hosts && one.resources === result.resources;
  const before = all.find(isSame);
  if (before !== undefined)
    console.log(
      `against ${before.at}: ${(result.controllerS / before.controllerS).toFixed(2)} of the processor's time, ${(result.largestKiB / before.largestKiB).toFixed(2)} of the memory`,
    );
  if (!options.store) return;
  const kept = [...all.filter((one) => !isSame(one)), result].sort(
    (one, other) => one.hosts - other.hosts || one.resources - other.resources,
  );
  writeFileSync(stored, kept.map((one) => `${JSON.stringify(one)}\n`).join(''));
}
