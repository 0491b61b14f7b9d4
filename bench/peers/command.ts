import { spawnSync } from 'node:child_process';

/** A program that must succeed: its output without the last line break. Throws with what it said. */
export function must(argv: readonly [string, ...string[]], env: NodeJS.ProcessEnv = process.env): string {
  const [program, ...rest] = argv;
  const child = spawnSync(program, rest, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
  if (child.status !== 0)
    throw new Error(
      `${argv.join(' ')} ended with ${child.status ?? child.signal ?? child.error?.message}\n${child.stdout ?? ''}${child.stderr ?? ''}`,
    );
  return child.stdout.trimEnd();
}

/** Members of a JSON object. Throws where it is none. */
export function membersOf(text: string): ReadonlyMap<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error(`no JSON object: ${text.slice(0, 200)}`);
  return new Map<string, unknown>(Object.entries(value));
}
