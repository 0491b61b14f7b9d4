import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const headSchema = z.object({
  kind: z.literal('head'),
  startedAt: z.string(),
  machine: z.string(),
  commit: z.string(),
  /** Versions of the tools, by tool, and of what they run on. */
  versions: z.record(z.string(), z.string()),
  /** So many runs of each kind were wanted; a tool has fewer where they took too long. */
  repeat: z.number(),
});

const phaseSchema = z.enum(['first', 'noop', 'check', 'drift']);

const runSchema = z.object({
  kind: z.literal('run'),
  hosts: z.number(),
  rtt: z.number(),
  phase: phaseSchema,
  tool: z.string(),
  wallS: z.number(),
  controllerS: z.number(),
  hostsS: z.number(),
  foreignS: z.number(),
  largestKiB: z.number(),
  memoryKiB: z.number(),
  sentKiB: z.number(),
  receivedKiB: z.number(),
  logins: z.number(),
  refused: z.number(),
  forks: z.number(),
});

const failureSchema = z.object({
  kind: z.literal('failure'),
  hosts: z.number(),
  rtt: z.number(),
  phase: phaseSchema,
  tool: z.string(),
  why: z.string(),
});

/** Says that all runs of a block are above it. */
const blockSchema = z.object({ kind: z.literal('block'), hosts: z.number(), rtt: z.number(), phase: phaseSchema, digest: z.string() });

const lineSchema = z.discriminatedUnion('kind', [headSchema, runSchema, failureSchema, blockSchema]);

/** The first line of a file of results: of what, where and when. */
export type Head = z.infer<typeof headSchema>;
/** One run of a tool that counts. */
export type Run = z.infer<typeof runSchema>;
/** One run of a tool that does not. */
export type Failure = z.infer<typeof failureSchema>;
/** A line of a file of results. */
export type Line = z.infer<typeof lineSchema>;

/** What is measured together: all tools in turns, on so many hosts, in one phase. */
export interface Block {
  readonly hosts: number;
  /** Milliseconds to the bastion and back. */
  readonly rtt: number;
  readonly phase: Run['phase'];
}

/** A file of results. */
export interface Results {
  readonly head: Head | undefined;
  readonly lines: readonly Line[];
  readonly runs: readonly Run[];
  readonly failures: readonly Failure[];
}

/** Reads a file of results; one that is not there is empty. Lines of blocks that did not come to their end are left out. */
export function readResults(file: string): Results {
  const texts = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const all = texts.filter((text) => text !== '').map((text) => lineSchema.parse(JSON.parse(text)));
  const ended = new Set(all.flatMap((line) => (line.kind === 'block' ? [blockKey(line)] : [])));
  const lines = all.filter((line) => line.kind === 'head' || ended.has(blockKey(line)));
  return {
    head: lines.find((line) => line.kind === 'head'),
    lines,
    runs: lines.filter((line) => line.kind === 'run'),
    failures: lines.filter((line) => line.kind === 'failure'),
  };
}

/** Names a block: equal for equal ones. */
export function blockKey(block: Block): string {
  return `${block.hosts} hosts, ${block.rtt} ms, ${block.phase}`;
}

/** Of each block its runs by tool, in the order of the file. */
export function runsByBlock(runs: readonly Run[]): ReadonlyMap<string, ReadonlyMap<string, readonly Run[]>> {
  const blocks = new Map<string, Map<string, Run[]>>();
  for (const run of runs) {
    const tools = blocks.get(blockKey(run)) ?? new Map<string, Run[]>();
    blocks.set(blockKey(run), tools);
    tools.set(run.tool, [...(tools.get(run.tool) ?? []), run]);
  }
  return blocks;
}

/** The middle one of numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2;
}
