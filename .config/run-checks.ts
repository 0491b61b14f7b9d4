import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from './checks.ts';

/** How a check ended. */
export interface Outcome {
  readonly check: Check;
  readonly status: number;
  readonly tookMs: number;
}

/** Where checks run. */
export interface Place {
  /** The top of the checkout. */
  readonly top: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const beatMs = 10_000;

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs one check. Lines of a live check go out as they come, those of another only when it fails. */
async function runCheck(check: Check, place: Place, print: (text: string) => void): Promise<Outcome> {
  const startedMs = performance.now();
  const [program, ...args] = check.argv;
  const child = spawn(program, args, { cwd: place.top, env: place.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kept: string[] = [];
  const take = check.live ? print : (text: string): number => kept.push(text);
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const status = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      take(`${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) take(`ended by ${signal}\n`);
      resolve(code ?? 1);
    });
  });
  const tookMs = performance.now() - startedMs;
  if (!check.live) print(`${status === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds(tookMs)})\n${status === 0 ? '' : kept.join('')}`);
  return { check, status, tookMs };
}

/** Runs all checks, at most `width` at once and none left out because another failed; says every ten seconds what is still running. */
export async function runChecks(
  checks: readonly Check[],
  place: Place,
  width: number,
  print: (text: string) => void,
): Promise<readonly Outcome[]> {
  const waiting = [...checks];
  const running = new Set<string>();
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      running.add(check.name);
      outcomes.push(await runCheck(check, place, print));
      running.delete(check.name);
    }
  };
  const ended = new AbortController();
  const startedMs = performance.now();
  const beat = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await sleep(beatMs, undefined, { signal: ended.signal }).catch(() => undefined);
      if (!ended.signal.aborted) print(`  … ${[...running].join(', ')} still running, ${seconds(performance.now() - startedMs)}\n`);
    }
  };
  const beating = beat();
  await Promise.all(Array.from({ length: width }, lane));
  ended.abort();
  await beating;
  return checks.flatMap((check) => outcomes.filter((outcome) => outcome.check === check));
}
