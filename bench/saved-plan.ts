/**
 * Times plan files of a large site: `node bench/saved-plan.ts [REPETITIONS] [HOSTS] [STEPS]`, by default 5, 500 and 40. Some 200 MB of file contents before equal ones are
 * told once. Prints for each part, each time in a process of its own, how long it took and the most memory that the process ever held (VmHWM of proc(5)).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePlanFile } from '../src/cli/plan-store.ts';
import { planDigest, planText } from '../src/core/plan-digest.ts';
import { packPlan, unpackPlan } from '../src/core/plan-pack.ts';
import { readPlanFile } from '../src/definition/plan-file.ts';
import { renderPlan } from '../src/report/plan/render-plan.ts';
import { contentBytesOf, largePlan } from './large-plan.ts';

/** What each process does, and how often its result is larger than nothing. */
const parts: Readonly<Record<string, (file: string, hosts: number, steps: number) => () => string>> = {
  /** `plan --out FILE`, when the plan is made. */
  written: (file, hosts, steps) => {
    const plan = largePlan(hosts, steps);
    return () => {
      const packed = packPlan(plan);
      const digest = planDigest(packed);
      writePlanFile(file, planText(packed));
      return `${Math.round(contentBytesOf(plan) / 1e6)} MB of contents, a file of ${(statSync(file).size / 1e6).toFixed(1)} MB, sha256:${digest.slice(0, 12)}…`;
    };
  },
  /** `show FILE`. */
  shown: (file) => () => {
    const packed = readPlanFile(readFileSync(file), file);
    const digest = planDigest(packed);
    const text = renderPlan(unpackPlan(packed), { color: false, width: 80, diff: true, verbose: false });
    return `${text.split('\n').length} lines, ${(text.length / 1e6).toFixed(1)} MB, sha256:${digest.slice(0, 12)}…`;
  },
};

function highestKiB(): number {
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}

const [first = '', ...rest] = process.argv.slice(2);
const part = parts[first];
if (part === undefined) {
  runAll(first === '' ? 5 : Number(first), Number(rest[0] ?? 500), Number(rest[1] ?? 40));
} else {
  const work = part(rest[0] ?? '', Number(rest[1]), Number(rest[2]));
  const began = performance.now();
  const said = work();
  console.log(JSON.stringify({ ms: performance.now() - began, highestKiB: highestKiB(), said }));
}

function runAll(repetitions: number, hosts: number, steps: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-bench-'));
  try {
    for (const name of Object.keys(parts)) {
      const runs = Array.from({ length: repetitions }, () => runPart(name, join(folder, 'site.plan'), hosts, steps));
      const times = runs.map((one) => one.ms).sort((a, b) => a - b);
      const seconds = (place: number): string => ((times[place] ?? Number.NaN) / 1000).toFixed(2);
      const most = Math.max(...runs.map((one) => one.highestKiB)) / 1024;
      console.log(
        `${name.padEnd(8)} ${seconds(0)} / ${seconds(Math.floor(repetitions / 2))} / ${seconds(repetitions - 1)} s (minimum, median, maximum), at most ${most.toFixed(0)} MiB: ${runs[0]?.said ?? ''}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPart(
  name: string,
  file: string,
  hosts: number,
  steps: number,
): { readonly ms: number; readonly highestKiB: number; readonly said: string } {
  const child = spawnSync(process.execPath, [import.meta.filename, name, file, String(hosts), String(steps)], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${name} ended with ${child.status ?? child.signal}\n${child.stderr}`);
  const told: unknown = JSON.parse(child.stdout);
  if (typeof told !== 'object' || told === null) throw new Error(child.stdout);
  const member = (key: string): unknown => Reflect.get(told, key);
  return { ms: Number(member('ms')), highestKiB: Number(member('highestKiB')), said: String(member('said')) };
}
