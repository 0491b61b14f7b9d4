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

/** Plants a fault in a copy of the program and lets the campaign look for it there. */
export function searchPlanted(fault: Planted, seed: number, inputs = BUDGET): Search {
  const startedMs = performance.now();
  const copy = mkdtempSync(join(tmpdir(), 'runbook-planted-'));
  try {
    for (const path of ['src', 'test/fuzz', 'test/support', 'package.json']) cpSync(join(top, path), join(copy, path), { recursive: true });
    symlinkSync(join(top, 'node_modules'), join(copy, 'node_modules'));
    const file = join(copy, 'src', fault.file);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(fault.sound)) throw new Error(`${fault.file} has changed, and "${fault.name}" cannot be planted any more`);
    writeFileSync(
      file,
      text.replace(fault.sound, () => fault.faulty),
    );
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(copy, 'test/fuzz/run.ts'),
        '--kind',
        fault.kind,
        '--inputs',
        String(inputs),
        '--seed',
        String(seed),
        '--threads',
        '1',
        '--json',
      ],
      { encoding: 'utf8', timeout: LONGEST_MS },
    );
    const found = findingOf(stdout);
    return { planted: fault, ...(found === undefined ? {} : { found }), tookMs: performance.now() - startedMs };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The finding that was printed. A campaign that says nothing at all has broken, which finds nothing. */
function findingOf(printed: string): Search['found'] {
  const value: unknown = printed.trim() === '' ? [] : JSON.parse(printed);
  const [first]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (typeof first !== 'object' || first === null) return undefined;
  return { after: Number(Reflect.get(first, 'after')), message: String(Reflect.get(first, 'message')).split('\n')[0] ?? '' };
}

/** Looks for every planted fault and prints how it went; 0 when all were found. */
export async function provePlanted(seed: number): Promise<number> {
  say(`seed ${seed}, at most ${BUDGET} inputs for each`);
  let missed = 0;
  for (const fault of planted) {
    const { found, tookMs } = await Promise.resolve(searchPlanted(fault, seed));
    if (found === undefined) missed += 1;
    say(
      `${found === undefined ? 'NOT FOUND' : `after ${String(found.after).padStart(4)}`}  ${(tookMs / 1000).toFixed(1).padStart(5)} s  ${fault.kind}: ${fault.name}${found === undefined ? '' : ` (${found.message.slice(0, 100)})`}`,
    );
  }
  say(missed === 0 ? `all ${planted.length} planted faults were found` : `${missed} of ${planted.length} planted faults were not found`);
  return missed === 0 ? 0 : 1;
}
