/**
 * Inputs made at random, by the grammar of each kind: `npm run test:fuzz [-- --inputs N] [--seed S] [--kind K] [--threads T] [--planted]`.
 *
 * Ends with 1 when the code did what it must never do; the smallest input that shows it is then in `test/fuzz/corpus`, where it stays as a test. `--planted` proves the campaign
 * itself: faults are planted in copies of the sources, one after the other, and each must be found.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { branchesReached, type FileCounts } from './branches.ts';
import { runCampaign, tasksFor, type Outcome } from './campaign.ts';
import { keepFinding } from './corpus.ts';
import type { FuzzKind } from './fuzz-kind.ts';
import { kinds } from './kinds/index.ts';
import { provePlanted } from './prove-planted.ts';
import { say } from './say.ts';

const HANG_MS = 15_000;
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    kind: { type: 'string' },
    threads: { type: 'string', default: '2' },
    planted: { type: 'boolean' },
    missed: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
const seed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31));
const chosen = kinds.filter((kind) => values.kind === undefined || kind.name === values.kind);

if (chosen.length === 0) {
  say(`kinds: ${kinds.map((kind) => kind.name).join(', ')}`);
  process.exitCode = 64;
} else if (values.planted === true) process.exitCode = provePlanted(seed, values.kind);
else {
  const startedMs = performance.now();
  if (values.json !== true) say(`seed ${seed}`);
  const outcome = await runCampaign({
    tasks: tasksFor(chosen, Number(values.inputs), seed),
    threads: Number(values.threads),
    hangMs: HANG_MS,
    isCounting: values.json !== true,
    isHasty: values.json === true,
  });
  if (values.json === true) say(JSON.stringify(outcome.findings.map(({ kind, message, after }) => ({ kind, message, after }))));
  else tell(outcome, performance.now() - startedMs);
  process.exitCode = outcome.findings.length === 0 ? 0 : 1;
}

function tell({ tallies, findings, counts }: Outcome, tookMs: number): void {
  const row = (...cells: readonly (string | number)[]): void =>
    say(cells.map((cell, index) => (index === 0 ? String(cell).padEnd(14) : String(cell).padStart(11))).join(''));
  row('kind', 'inputs', 'past syntax', 'accepted', 'slowest', 'codes', 'branches');
  const sum = { inputs: 0, meaning: 0 };
  for (const kind of chosen) {
    const tally = tallies.get(kind.name);
    if (tally === undefined) continue;
    const { branches, taken } = branchesReached(filesOf(kind), counts);
    row(
      kind.name,
      tally.inputs,
      percent(tally.meaning, tally.inputs),
      percent(tally.accepted, tally.inputs),
      `${Math.round(tally.slowestMs)} ms`,
      Object.keys(tally.codes).length,
      percent(taken, branches),
    );
    sum.inputs += tally.inputs;
    sum.meaning += tally.meaning;
  }
  row('all', sum.inputs, percent(sum.meaning, sum.inputs));
  tellFolders(counts);
  for (const finding of findings) say(`\n${finding.kind}: ${finding.message}\n  kept as ${keepFinding(finding)}`);
  say(`\n${findings.length === 0 ? 'no fault' : `${findings.length} faults`} in ${Math.round(tookMs / 1000)} s, seed ${seed}`);
}

/** Branches of the code concerned, by folder. */
function tellFolders(counts: readonly (readonly FileCounts[])[]): void {
  const files = [...new Set(chosen.flatMap((kind) => filesOf(kind)))].sort();
  const folders = Map.groupBy(files, (file) => file.split('/').slice(0, -1).join('/'));
  say('\nbranches of the code concerned');
  for (const [folder, own] of folders) {
    const { branches, taken, missed } = branchesReached(own, counts);
    say(
      `  ${`src/${folder}`.padEnd(24)} ${String(own.length).padStart(3)} files ${String(taken).padStart(5)} of ${String(branches).padStart(5)}  ${percent(taken, branches)}`,
    );
    if (values.missed === true) say(missed.map((place) => `    ${place}`).join('\n'));
  }
}

/** The files whose branches a kind is to reach. */
function filesOf(kind: FuzzKind): readonly string[] {
  return kind.sources.flatMap((path) =>
    path.endsWith('.ts')
      ? [path]
      : readdirSync(join(import.meta.dirname, '../../src', path), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => `${path}/${name}`),
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
