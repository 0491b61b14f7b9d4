/**
 * Times plan files of a large site: `node bench/saved-plan.ts [REPETITIONS] [HOSTS] [STEPS]`, by default 5, 500 and 40. Some 200 MB of file contents before equal ones are
 * told once. Prints for each part, each time in a process of its own, how long it took and the most memory that the process ever held (VmHWM of proc(5)).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { writePlanFile } from '../src/cli/plan-store.ts';
import { writeWholeFile } from '../src/cli/whole-file.ts';
import { planDigest } from '../src/core/plan-digest.ts';
import { packPlan, unpackPlan } from '../src/core/plan-pack.ts';
import type { Plan } from '../src/core/plan.ts';
import { readPlanFile } from '../src/definition/plan-file.ts';
import { renderPlanPage } from '../src/report/html/render-page.ts';
import { renderPlan } from '../src/report/plan/render-plan.ts';
import { contentBytesOf, largePlan } from './large-plan.ts';

/** What a part says that takes its time by itself. */
interface Timed {
  readonly ms: number;
  readonly said: string;
}

/** What each process does, and how often its result is larger than nothing. */
const parts: Readonly<Record<string, (file: string, hosts: number, steps: number) => () => string | Promise<Timed>>> = {
  /** `plan --out FILE`, when the plan is made. */
  written: (file, hosts, steps) => {
    const plan = largePlan(hosts, steps);
    return () => {
      const packed = packPlan(plan);
      const digest = planDigest(packed);
      writePlanFile(file, packed);
      return `${Math.round(contentBytesOf(plan) / 1e6)} MB of contents, a file of ${(statSync(file).size / 1e6).toFixed(1)} MB, sha256:${digest.slice(0, 12)}…`;
    };
  },
  /** `show FILE`. */
  shown: (file) => () => {
    const { plan, digest } = openOne(file);
    const text = renderPlan(plan, { color: false, width: 80, diff: true, verbose: false });
    return `${text.split('\n').length} lines, ${(text.length / 1e6).toFixed(1)} MB, sha256:${digest.slice(0, 12)}…`;
  },
  /** `show FILE --html PAGE`, after the plan was read. */
  page: (file) => () => {
    const packed = readPlanFile(readFileSync(file), file);
    const page = renderPlanPage({ plan: packed, digest: planDigest(packed) }, { language: 'en', explainCode: () => undefined });
    writeWholeFile(pageOf(file), page);
    return `${(page.length / 1e6).toFixed(1)} MB`;
  },
  /** The page in Chromium, from its address to its first frames; the memory is not the browser's. */
  opened: (file) => async () => {
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    const page = await browser.newPage();
    const began = performance.now();
    await page.goto(pathToFileURL(pageOf(file)).href);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const ms = performance.now() - began;
    const elements = await page.evaluate<number>('document.querySelectorAll("*").length');
    await browser.close();
    return { ms, said: `${elements} elements` };
  },
};

function pageOf(file: string): string {
  return `${file}.html`;
}

/** How `src/cli/runbook` starts Node. */
const AS_STARTED = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2'];

function openOne(file: string): { readonly plan: Plan; readonly digest: string } {
  const packed = readPlanFile(readFileSync(file), file);
  return { plan: unpackPlan(packed), digest: planDigest(packed) };
}

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
  const said = await work();
  const timed = typeof said === 'string' ? { ms: performance.now() - began, said } : said;
  console.log(JSON.stringify({ ...timed, highestKiB: highestKiB() }));
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
  const child = spawnSync(process.execPath, [...AS_STARTED, import.meta.filename, name, file, String(hosts), String(steps)], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(`${name} ended with ${child.status ?? child.signal}\n${child.stderr}`);
  const told: unknown = JSON.parse(child.stdout);
  if (typeof told !== 'object' || told === null) throw new Error(child.stdout);
  const member = (key: string): unknown => Reflect.get(told, key);
  return { ms: Number(member('ms')), highestKiB: Number(member('highestKiB')), said: String(member('said')) };
}
