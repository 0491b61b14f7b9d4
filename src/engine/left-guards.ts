import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnostic } from '../core/diagnostic.ts';

/** So many are told of a host. */
const MOST = 5;

/** How often a host is asked again. */
const LOOK_MS = 1000;

/**
 * Waits while a host is about to take a step back: what is planned before would be on a state that goes away, and a run that found it as declared would be a success that does not
 * last. `ask` asks the host for its facts anew. Gives the last answer, after `mostMs` at the latest. `onWait` is called once, when there is something to wait for.
 */
export async function whenDecided(
  first: string,
  ask: () => Promise<string>,
  { mostMs, lookMs = LOOK_MS, onWait }: { readonly mostMs: number; readonly lookMs?: number; readonly onWait: () => void },
): Promise<string> {
  const untilMs = performance.now() + mostMs;
  let answer = first;
  if (isUndecided(answer)) onWait();
  while (isUndecided(answer) && performance.now() < untilMs) {
    await sleep(lookMs);
    answer = await ask();
  }
  return answer;
}

function isUndecided(facts: string): boolean {
  return /^guards=.*:(armed|firing)( |$)/mu.test(facts);
}

/** What a host has taken back by itself, or is about to, of a run whose controller was gone: from its answer to `facts`, a line `guards=NAME:STATE…`. */
export function leftGuards(host: string, facts: string): readonly Diagnostic[] {
  const words = /^guards=(.*)$/mu.exec(facts)?.[1]?.split(' ') ?? [];
  return words.slice(0, MOST).flatMap((word): readonly Diagnostic[] => {
    const [, run, state] = /^([A-Za-z0-9.-]{1,80})-[0-9a-f]{16}:(armed|firing|fired)$/u.exec(word) ?? [];
    if (run === undefined) return [];
    const isOver = state === 'fired';
    return [
      {
        code: 'RB3044',
        severity: 'warning',
        what: isOver
          ? `the host took a step of the run ${run} back by itself`
          : `a step of the run ${run} is not confirmed, and the host is about to take it back`,
        host,
        why: 'it could have cut the way in, and nobody confirmed it over a new connection',
        mend: isOver ? `look at what it was (runbook show ${run}) before you do it again` : 'wait a minute, then plan again',
      },
    ];
  });
}
