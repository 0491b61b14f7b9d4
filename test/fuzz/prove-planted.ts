import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planted, type Planted } from './planted.ts';
import { say } from './say.ts';

const top = join(import.meta.dirname, '..', '..');
/** Inputs of the kind within which a planted fault must be found: no more than it gets in a full campaign. */
const BUDGET = 1000;
const LONGEST_MS = 180_000;

/** What became of the search for a planted fault. */
export interface Search {
  readonly planted: Planted;
  /** After how many inputs it was found, and what was said; undefined when it was not. */
  readonly found?: { readonly after: number; readonly message: string };
  readonly tookMs: number;
}

/** Makes a copy of the program in which faults can be planted, and removes it after its use. */
export function withCopy<T>(use: (copy: string) => T): T {
  const copy = mkdtempSync(join(tmpdir(), 'runbook-planted-'));
  try {
    for (const path of ['src', 'test/fuzz', 'test/support', 'package.json']) cpSync(join(top, path), join(copy, path), { recursive: true });
    symlinkSync(join(top, 'node_modules'), join(copy, 'node_modules'));
    return use(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Plants a fault in the copy, lets the campaign look for it there, and takes it out again. */
export function searchPlanted(copy: string, fault: Planted, seed: number, inputs = BUDGET): Search {
  const startedMs = performance.now();
  const file = join(copy, 'src', fault.file);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(fault.sound)) throw new Error(`${fault.file} has changed, and "${fault.name}" cannot be planted any more`);
  writeFileSync(
    file,
    text.replace(fault.sound, () => fault.faulty),
  );
  const args = ['--kind', fault.kind, '--inputs', String(inputs), '--seed', String(seed), '--threads', '1', '--json'];
  const { stdout } = spawnSync(process.execPath, [join(copy, 'test/fuzz/run.ts'), ...args], {
    encoding: 'utf8',
    timeout: LONGEST_MS,
    env: { ...process.env, NODE_COMPILE_CACHE: join(copy, '.cache') },
  });
  writeFileSync(file, text);
  const found = findingOf(stdout);
  return { planted: fault, ...(found === undefined ? {} : { found }), tookMs: performance.now() - startedMs };
}

/** The finding that was printed. A campaign that says nothing at all has broken, which finds nothing. */
function findingOf(printed: string): Search['found'] {
  const value: unknown = printed.trim() === '' ? [] : JSON.parse(printed);
  const [first]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (typeof first !== 'object' || first === null) return undefined;
  return { after: Number(Reflect.get(first, 'after')), message: String(Reflect.get(first, 'message')).split('\n')[0] ?? '' };
}

/** Looks for every planted fault, or those of one kind, and prints how it went; 0 when all were found. */
export function provePlanted(seed: number, kind?: string): number {
  const chosen = planted.filter((fault) => kind === undefined || fault.kind === kind);
  say(`seed ${seed}, at most ${BUDGET} inputs for each`);
  const missed = withCopy((copy) => chosen.filter((fault) => !isFound(searchPlanted(copy, fault, seed))));
  say(
    missed.length === 0
      ? `all ${chosen.length} planted faults were found`
      : `${missed.length} of ${chosen.length} planted faults were not found`,
  );
  return missed.length === 0 ? 0 : 1;
}

function isFound({ planted: { kind, name }, found, tookMs }: Search): boolean {
  const after = found === undefined ? 'NOT FOUND ' : `after ${String(found.after).padStart(4)}`;
  say(
    `${after}  ${(tookMs / 1000).toFixed(1).padStart(5)} s  ${kind}: ${name}${found === undefined ? '' : ` (${found.message.slice(0, 100)})`}`,
  );
  return found !== undefined;
}
