/**
 * Times plan files of a large site: `node bench/saved-plan.ts [REPETITIONS] [HOSTS] [STEPS]`, by default 5, 500 and 40. Some 200 MB of file contents before equal ones are
 * told once. Prints for each part, each time in a process of its own, how long it took, how long its processors worked, and the most memory that the process ever held
 * (VmHWM of proc(5)). What is shown is shown by the program as people start it, from its start to its end.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePlanFile } from '../src/cli/plan-store.ts';
import { planDigest } from '../src/core/plan-digest.ts';
import { packPlan } from '../src/core/plan-pack.ts';
import { launcherSwitches } from './launcher-switches.ts';
import { contentBytesOf, largePlan } from './large-plan.ts';

/** What a part says of itself; what it does not say is taken of its whole process. */
interface Told {
  readonly said: string;
  readonly ms?: number;
}

/** Parts that need more than the program. Each makes ready, and gives the work that is timed. */
const parts: Readonly<Record<string, (file: string, hosts: number, steps: number) => () => Told | Promise<Told>>> = {
  /** `plan --out FILE`, when the plan is made. */
  written: (file, hosts, steps) => {
    const plan = largePlan(hosts, steps);
    const began = performance.now();
    return () => {
      const packed = packPlan(plan);
      const digest = planDigest(packed);
      const size = writePlanFile(file, packed);
      const ms = performance.now() - began;
      return {
        ms,
        said: `${Math.round(contentBytesOf(plan) / 1e6)} MB of contents, a file of ${(size / 1e6).toFixed(1)} MB, sha256:${digest.slice(0, 12)}…`,
      };
    };
  },
  /** The page in Chromium, from its address to its first frames; the memory is not the browser's. */
  opened: (file) => async () => {
    const { chromium } = await import('playwright-core');
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

/** What people say for the parts that the program does by itself. */
const verbs: Readonly<Record<string, (file: string) => readonly string[]>> = {
  shown: (file) => ['show', file],
  page: (file) => ['show', file, '--html', pageOf(file)],
};
const ORDER: readonly string[] = ['written', 'shown', 'page', 'opened'];

/** Loaded into each process: tells at its end what it took. */
const METER = `data:text/javascript,${encodeURIComponent(`
import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const highestKiB = Number(/^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  writeFileSync(process.env.RUNBOOK_BENCH_METER, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, highestKiB }));
});
`)}`;
const PROGRAM = join(import.meta.dirname, '../src/cli/runbook');
/** How the program starts Node. */
const AS_STARTED = ['--disable-warning=ExperimentalWarning', ...launcherSwitches('sources')];

/** What one process took. */
interface Taken {
  readonly ms: number;
  readonly cpuMs: number;
  readonly highestKiB: number;
  readonly said: string;
}

const [first = '', ...rest] = process.argv.slice(2);
const part = parts[first];
if (part === undefined) runAll(first === '' ? 5 : Number(first), Number(rest[0] ?? 500), Number(rest[1] ?? 40));
else console.log(JSON.stringify(await part(rest[0] ?? '', Number(rest[1]), Number(rest[2]))()));

function runAll(repetitions: number, hosts: number, steps: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-bench-'));
  try {
    for (const name of ORDER) {
      const runs = Array.from({ length: repetitions }, () => runPart(name, folder, hosts, steps));
      const seconds = (of: (one: Taken) => number): string => {
        const times = runs.map(of).sort((a, b) => a - b);
        return [0, Math.floor(repetitions / 2), repetitions - 1]
          .map((place) => ((times[place] ?? Number.NaN) / 1000).toFixed(2))
          .join(' / ');
      };
      const most = (Math.max(...runs.map((one) => one.highestKiB)) * 1024) / 1e6;
      console.log(
        `${name.padEnd(8)} ${seconds((one) => one.ms)} s, processors ${seconds((one) => one.cpuMs)} s (minimum / median / maximum), at most ${most.toFixed(0)} MB: ${runs[0]?.said ?? ''}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPart(name: string, folder: string, hosts: number, steps: number): Taken {
  const file = join(folder, 'site.plan');
  const [meter, output] = [join(folder, 'meter'), join(folder, 'output')];
  const verb = verbs[name];
  const [command, words] =
    verb === undefined
      ? [process.execPath, [...AS_STARTED, import.meta.filename, name, file, String(hosts), String(steps)]]
      : [PROGRAM, verb(file)];
  const out = openSync(output, 'w');
  const began = performance.now();
  const child = spawnSync(command, words, {
    stdio: ['ignore', out, 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: `--import ${METER}`, RUNBOOK_BENCH_METER: meter },
  });
  const ms = performance.now() - began;
  closeSync(out);
  if (child.status !== 0) throw new Error(`${name} ended with ${child.status ?? child.signal}\n${child.stderr}`);
  const taken = membersOf(readFileSync(meter, 'utf8'));
  const told = verb === undefined ? membersOf(readFileSync(output, 'utf8')) : undefined;
  const said = told?.get('said');
  return {
    ms: Number(told?.get('ms') ?? ms),
    cpuMs: Number(taken.get('cpuMs')),
    highestKiB: Number(taken.get('highestKiB')),
    said: typeof said === 'string' ? said : `${(statSync(name === 'page' ? pageOf(file) : output).size / 1e6).toFixed(1)} MB`,
  };
}

/** Reads the members of a JSON object. */
function membersOf(text: string): ReadonlyMap<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error(text);
  return new Map<string, unknown>(Object.entries(value));
}
