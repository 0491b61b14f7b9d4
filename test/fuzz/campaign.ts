import { Worker } from 'node:worker_threads';
import type { FileCounts } from './branches.ts';
import { isTexts } from './corpus.ts';
import { emptyTally, type Finding, type Tally } from './run-kind.ts';
import type { Task, Told, WorkerData } from './worker.ts';

/** How a campaign is run. */
export interface CampaignOptions {
  readonly tasks: readonly Task[];
  readonly threads: number;
  /** Longest time of the processor for one input, in milliseconds: then it hangs. So it does when it has done nothing for ten times as long by the clock. */
  readonly hangMs: number;
  readonly isCounting: boolean;
  /** True to end with the first finding, however large. */
  readonly isHasty: boolean;
}

/** What a campaign found. */
export interface Outcome {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly findings: readonly Finding[];
  readonly counts: readonly (readonly FileCounts[])[];
}

const LARGEST_INPUT_BYTES = 4 * 1024 * 1024;
const LOOK_MS = 500;
const HEAP_MB = 1024;

/** Gives out tasks to threads, and watches that none hangs. A thread that hangs is ended, and what it hung at is a finding. */
export async function runCampaign({ tasks, threads, hangMs, isCounting, isHasty }: CampaignOptions): Promise<Outcome> {
  const left = [...tasks];
  const tallies = new Map<string, Tally>();
  const findings: Finding[] = [];
  const counts: (readonly FileCounts[])[] = [];
  const lane = async (): Promise<void> => {
    while (left.length > 0) await runThread({ left, tallies, findings, counts }, { hangMs, isCounting, isHasty });
  };
  await Promise.all(Array.from({ length: threads }, lane));
  return { tallies, findings, counts };
}

interface Shared {
  readonly left: Task[];
  readonly tallies: Map<string, Tally>;
  readonly findings: Finding[];
  readonly counts: (readonly FileCounts[])[];
}

/** One thread, until there is nothing left to do or it hangs. */
function runThread(
  { left, tallies, findings, counts }: Shared,
  { hangMs, isCounting, isHasty }: Omit<CampaignOptions, 'tasks' | 'threads'>,
): Promise<void> {
  const data: WorkerData = { progress: new SharedArrayBuffer(8), current: new SharedArrayBuffer(LARGEST_INPUT_BYTES), isCounting, isHasty };
  const progress = new Int32Array(data.progress);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let task: Task | undefined;
  let seen = 0;
  let sinceMs = Date.now();
  let sinceCpuMs = cpuMs();
  return new Promise((resolve, reject) => {
    const give = (): void => {
      if (isHasty && findings.length > 0) left.length = 0;
      task = left.shift();
      [sinceMs, sinceCpuMs] = [Date.now(), cpuMs()];
      worker.postMessage(task ?? 'end');
    };
    const lost = (message: string): void => {
      const [size = 0] = progress;
      if (size === 0) reject(new Error(`the campaign itself is broken: ${message}`));
      const text = Buffer.from(new Uint8Array(data.current).slice(0, size)).toString();
      if (task !== undefined)
        findings.push({ kind: task.kind, input: readInput(text), message, seed: task.seed, after: tallies.get(task.kind)?.inputs ?? 0 });
      task = undefined;
      worker.terminate().catch(reject);
    };
    const timer = setInterval(() => {
      const [, now = 0] = progress;
      if (now !== seen) [seen, sinceMs, sinceCpuMs] = [now, Date.now(), cpuMs()];
      else if (task !== undefined && seen > 0 && (cpuMs() - sinceCpuMs > 2 * hangMs || Date.now() - sinceMs > 10 * hangMs))
        lost(`it hangs: nothing for ${Math.round((Date.now() - sinceMs) / 1000)} s`);
    }, LOOK_MS);
    worker.on('message', (told: Told) => {
      if ('counts' in told) counts.push(told.counts);
      else {
        addTally(tallies, told.task.kind, told.tally);
        findings.push(...told.findings);
        give();
      }
    });
    worker.on('error', (error) => lost(`the thread died: ${error instanceof Error ? error.message : String(error)}`));
    worker.on('exit', () => {
      clearInterval(timer);
      resolve();
    });
    give();
  });
}

function readInput(text: string): Finding['input'] {
  try {
    const value: unknown = JSON.parse(text);
    return isTexts(value) ? value : {};
  } catch {
    return {};
  }
}

function addTally(tallies: Map<string, Tally>, kind: string, more: Tally): void {
  const sum = tallies.get(kind) ?? emptyTally();
  sum.inputs += more.inputs;
  sum.meaning += more.meaning;
  sum.accepted += more.accepted;
  sum.slowestMs = Math.max(sum.slowestMs, more.slowestMs);
  for (const [code, count] of Object.entries(more.codes)) sum.codes[code] = (sum.codes[code] ?? 0) + count;
  tallies.set(kind, sum);
}

/** The inputs of a campaign, given out among kinds by their shares, in pieces of some thousand with a seed each. */
export function tasksFor(
  kinds: readonly { readonly name: string; readonly share: number }[],
  inputs: number,
  seed: number,
): readonly Task[] {
  const shares = kinds.reduce((sum, kind) => sum + kind.share, 0);
  return kinds.flatMap((kind, place) => {
    const own = Math.ceil((inputs * kind.share) / shares);
    return Array.from({ length: Math.ceil(own / PIECE) }, (_, index) => ({
      kind: kind.name,
      inputs: Math.min(PIECE, own - index * PIECE),
      seed: (seed + place * 1_000_003 + index * 611_953) | 0,
    }));
  });
}

const PIECE = 1000;

/** Time of the processor that all threads have used, in milliseconds: on a machine that others use too, the clock says little. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
