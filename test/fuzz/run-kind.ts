import fc from 'fast-check';
import type { FuzzKind, Texts, Verdict } from './fuzz-kind.ts';

/** A fault with the smallest input that was found to show it. */
export interface Finding {
  readonly kind: string;
  readonly input: Texts;
  readonly message: string;
  /** Seed of the batch, with which the same inputs are made again. */
  readonly seed: number;
  /** How many inputs of the campaign this kind had seen before. */
  readonly after: number;
}

/** What many inputs came to. */
export interface Tally {
  inputs: number;
  /** Inputs that came past the syntax. */
  meaning: number;
  /** Inputs against which nothing was said. */
  accepted: number;
  /** Longest time of the processor for one input, in milliseconds. */
  slowestMs: number;
  readonly codes: Record<string, number>;
}

/** Tells where the campaign is, so that an input that never ends can be named. */
export type Watch = (input: Texts | undefined) => void;

const BATCH = 200;
/** Most time of the processor for one input, in milliseconds: on a machine of 2020 the slowest sound ones take 100. */
const LIMIT_MS = 3000;
/** Most time for making a case smaller, in milliseconds. */
const SHRINK_MS = 15_000;
/** After so many different faults a kind has said enough. */
const MOST_FINDINGS = 6;

/** An empty tally. */
export function emptyTally(): Tally {
  return { inputs: 0, meaning: 0, accepted: 0, slowestMs: 0, codes: {} };
}

/** Gives inputs of one kind to the code, in batches with seeds of their own, and collects what they come to. In haste it ends with the first that shows a fault, as large as it is. */
export async function runKind(
  kind: FuzzKind,
  count: number,
  seed: number,
  tally: Tally,
  watch: Watch = () => undefined,
  isHasty = false,
): Promise<readonly Finding[]> {
  const findings = new Map<string, Finding>();
  for (let done = 0; done < count && findings.size < (isHasty ? 1 : MOST_FINDINGS); done += BATCH) {
    const batchSeed = (seed + done * 7919) | 0;
    // The last that fails is the smallest.
    let smallest: Texts | undefined;
    let failedMs = Number.POSITIVE_INFINITY;
    const property = fc.asyncProperty(kind.inputs, async (input) => {
      if (performance.now() - failedMs > SHRINK_MS) return;
      watch(input);
      const { verdict, tookMs } = await judgeTimed(kind, input).catch((error: unknown) => {
        smallest = input;
        failedMs = Math.min(failedMs, performance.now());
        throw error instanceof Error ? error : new Error(String(error));
      });
      if (smallest === undefined) addVerdict(tally, verdict, tookMs);
    });
    const details = await fc.check(property, { seed: batchSeed, numRuns: Math.min(BATCH, count - done), endOnFailure: isHasty });
    watch(undefined);
    if (!details.failed || smallest === undefined) continue;
    const message = details.errorInstance instanceof Error ? describe(details.errorInstance) : String(details.errorInstance);
    const key = message.split('\n').slice(0, 2).join('\n').replace(/\d+/gu, '0').slice(0, 120);
    if (!findings.has(key)) findings.set(key, { kind: kind.name, input: smallest, message, seed: batchSeed, after: tally.inputs });
  }
  return [...findings.values()];
}

/** Judges one input. Throws what the code throws, or a message when it took too long. */
export async function judgeTimed(kind: FuzzKind, input: Texts): Promise<{ readonly verdict: Verdict; readonly tookMs: number }> {
  const started = process.threadCpuUsage();
  const verdict = await kind.judge(input);
  const { user, system } = process.threadCpuUsage(started);
  const tookMs = (user + system) / 1000;
  if (tookMs > LIMIT_MS) throw new Error(`it took ${Math.round(tookMs)} ms of the processor`);
  return { verdict, tookMs };
}

function addVerdict(tally: Tally, { reached, codes }: Verdict, tookMs: number): void {
  tally.inputs += 1;
  if (reached === 'meaning') tally.meaning += 1;
  if (codes.length === 0) tally.accepted += 1;
  tally.slowestMs = Math.max(tally.slowestMs, tookMs);
  for (const code of new Set(codes)) tally.codes[code] = (tally.codes[code] ?? 0) + 1;
}

/** The message of an error with the places in the project's own code that led to it. */
function describe(error: Error): string {
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.includes('/src/') || line.includes('node_modules'))
    .slice(0, 4);
  return [
    `${error.name}: ${error.message.slice(0, 400)}`,
    ...places.map((line) => line.trim().replace(/\(?file:\/\/[^)]*?\/(src|node_modules)\//u, '($1/')),
  ].join('\n');
}
