import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A file of `node --cpu-prof`: the DevTools protocol's Profiler.Profile. Times are microseconds. */
const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** CPU time of something, in milliseconds. */
export interface Share {
  readonly name: string;
  readonly ms: number;
}

/** Where the main thread was busy: by part of the program and by function, the most first. */
export interface CpuShares {
  readonly busyMs: number;
  readonly byPart: readonly Share[];
  readonly byFunction: readonly Share[];
}

/** Sums up profiles, each function for itself, without what it calls. */
export function readCpuProfiles(files: readonly string[]): CpuShares {
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let busyMs = 0;
  for (const file of files) {
    const profile = profileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
    profile.samples.forEach((id, index) => {
      const frame = frames.get(id);
      const ms = (profile.timeDeltas[index] ?? 0) / 1000;
      if (frame === undefined || frame.functionName === '(idle)') return;
      const source = sourceOf(frame.url, frame.lineNumber);
      add(parts, source === '' ? frame.functionName || 'unknown' : partOf(source), ms);
      add(functions, `${frame.functionName || '(a file or function without a name)'}  ${source}`, ms);
      busyMs += ms;
    });
  }
  return { busyMs, byPart: sorted(parts), byFunction: sorted(functions) };
}

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms);
}

function sorted(sums: ReadonlyMap<string, number>): readonly Share[] {
  return [...sums].map(([name, ms]) => ({ name, ms })).sort((one, other) => other.ms - one.ms);
}

const regions = new Map<string, readonly string[]>();

/** The source of a line, from the top of the project. Where the program was joined into few files, comments say what begins where. */
function sourceOf(url: string, line: number): string {
  if (!url.startsWith('file:')) return url;
  const path = fileURLToPath(url);
  if (!path.includes('/joined/')) return shortened(path);
  let sources = regions.get(path);
  if (sources === undefined) {
    let source = path;
    sources = readFileSync(path, 'utf8')
      .split('\n')
      .map((text) => {
        source = /^\/\/(?:#region)? ?(\S+\.[cm]?[jt]s)$/u.exec(text)?.[1] ?? source;
        return source;
      });
    regions.set(path, sources);
  }
  return shortened(sources[line] ?? path);
}

function shortened(path: string): string {
  return /(?:^|\/)((?:node_modules|src|\.config)\/.*)$/u.exec(path)?.[1] ?? path;
}

/** A package, a folder of the program, or Node itself. */
function partOf(source: string): string {
  const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(source) ?? [];
  if (name !== undefined) return `package ${name}`;
  if (source.startsWith('node:')) return 'node';
  return /^src\/(?:transport\/shell|[^/]+)/u.exec(source)?.[0] ?? source;
}
