import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

/** Folder of the program's sources. */
const sources = join(import.meta.dirname, '..', '..', 'src');

/** How often the pieces of a file ran, as V8 counts them: pieces lie in each other, and the innermost counts. */
export interface FileCounts {
  /** Below `src`. */
  readonly path: string;
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

/** Begins to count in this thread; what it gives ends it and tells the counts of the program's own files. To be called before they are loaded. */
export async function countBranches(): Promise<() => Promise<readonly FileCounts[]>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return async () => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    session.disconnect();
    return result
      .filter(({ url }) => url.startsWith('file://') && fileURLToPath(url).startsWith(`${sources}/`))
      .map(({ url, functions }) => ({
        path: fileURLToPath(url).slice(sources.length + 1),
        ranges: functions.flatMap((one) => one.ranges),
      }));
  };
}

/** Branches of files, and how many of them ran. */
export interface Reached {
  readonly branches: number;
  readonly taken: number;
  /** Places of those that did not run, as `FILE:LINE`. */
  readonly missed: readonly string[];
}

/** Which branches of the files ran in any of the threads. A file that no thread loaded counts with none taken. */
export function branchesReached(paths: readonly string[], threads: readonly (readonly FileCounts[])[]): Reached {
  let branches = 0;
  let taken = 0;
  const missed: string[] = [];
  for (const path of paths) {
    const text = readFileSync(join(sources, path), 'utf8');
    const counts = threads.flatMap((thread) => thread.filter((one) => one.path === path));
    for (const at of branchesOf(path, text)) {
      branches += 1;
      if (counts.some((one) => countAt(one, at) > 0)) taken += 1;
      else missed.push(`${path}:${text.slice(0, at).split('\n').length}`);
    }
  }
  return { branches, taken, missed };
}

function countAt({ ranges }: FileCounts, at: number): number {
  let size = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const range of ranges) {
    if (range.startOffset > at || range.endOffset <= at || range.endOffset - range.startOffset > size) continue;
    size = range.endOffset - range.startOffset;
    count = range.count;
  }
  return count;
}

/** Members of a node that are run only sometimes, by the type of the node. */
const sometimes: Readonly<Record<string, readonly string[]>> = {
  IfStatement: ['consequent', 'alternate'],
  ConditionalExpression: ['consequent', 'alternate'],
  LogicalExpression: ['right'],
  ForStatement: ['body'],
  ForOfStatement: ['body'],
  WhileStatement: ['body'],
  CatchClause: ['body'],
  ArrowFunctionExpression: ['body'],
  FunctionDeclaration: ['body'],
  FunctionExpression: ['body'],
};

/** Offsets at which the branches of a source text begin: sides of conditions, cases, bodies of loops and functions. */
function branchesOf(path: string, text: string): readonly number[] {
  const found: number[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach((one: unknown) => visit(one));
    if (typeof node !== 'object' || node === null) return undefined;
    const type: unknown = Reflect.get(node, 'type');
    for (const member of typeof type === 'string' ? (sometimes[type] ?? []) : []) {
      const start = startOf(Reflect.get(node, member));
      if (start !== undefined) found.push(start);
    }
    // A case without statements falls into the next.
    if (type === 'SwitchCase') {
      const [first] = listOf(Reflect.get(node, 'consequent'));
      const start = startOf(first);
      if (start !== undefined) found.push(start);
    }
    for (const value of Object.values(node)) visit(value);
    return undefined;
  };
  visit(parseSync(path, text).program.body);
  return found;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function startOf(node: unknown): number | undefined {
  const start: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'start') : undefined;
  return typeof start === 'number' ? start : undefined;
}
