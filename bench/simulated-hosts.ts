/**
 * Applies a playbook to many hosts that are simulated in the process: node bench/simulated-hosts.ts [HOSTS] [RESOURCES] [--secret] [--store]. Everything that `runbook apply --yes` does
 * is in it but the network: reading the site, templates, plan, digest, journal, lines for the terminal. Prints how long each part took, the longest turns of the event loop in it, and the
 * peak of memory, and compares with what is stored for so many hosts and resources; `--store` stores it in the place of that. With `--secret` a secret is known from the beginning.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runSimulated } from './simulated/run-simulated.ts';
import { LONG_MS } from './simulated/turn-meter.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { store: { type: 'boolean', default: false }, secret: { type: 'boolean', default: false } },
});
const [hostCount = 1000, resourceCount = 40] = positionals.map(Number);
const stored = join(import.meta.dirname, 'results/simulated.jsonl');

/** What one run took: seconds on the clock for the plan, of the processor for all, and the longest turn of the event loop in each part on the clock, in milliseconds. */
const resultSchema = z.object({
  hosts: z.number(),
  resources: z.number(),
  at: z.string(),
  planS: z.number(),
  controllerS: z.number(),
  largestKiB: z.number(),
  longestMs: z.record(z.string(), z.number()),
});
type Result = z.infer<typeof resultSchema>;

const cost = await runSimulated(hostCount, resourceCount, options.secret ? ['--secret'] : []);
console.log(`modules  ${ms(cost.modulesMs)}, before all that follows`);
for (const [name, turns] of Object.entries(cost.parts)) {
  const long = turns.long === 0 ? '' : `; ${turns.long} turns over ${LONG_MS} ms, ${turns.longWork} with more work than that`;
  console.log(
    `${name.padEnd(8)} ${ms(turns.tookMs)}, worked ${ms(turns.workedMs)}; longest turn ${ms(turns.longestMs)}, most worked in one ${ms(turns.longestWorkMs)}; longest pause for garbage ${ms(turns.longestPauseMs)}${long}`,
  );
}
console.log(
  `${cost.steps} steps on ${hostCount} hosts, ${cost.exitCode === 0 ? 'all done' : `exit code ${cost.exitCode}`}; longest delay by Node's monitor ${ms(cost.longestDelayMs)}; peak of memory ${Math.round(cost.largestKiB / 1024)} MB, ${cost.controllerS.toFixed(1)} s of the processor`,
);
keep({
  hosts: hostCount,
  resources: resourceCount,
  at: new Date().toISOString(),
  planS: (cost.parts['plan']?.tookMs ?? 0) / 1000,
  controllerS: cost.controllerS,
  largestKiB: cost.largestKiB,
  longestMs: Object.fromEntries(Object.entries(cost.parts).map(([name, turns]) => [name, Math.round(turns.longestMs)])),
});

function ms(value: number): string {
  return `${value.toFixed(0).padStart(6)} ms`;
}

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
