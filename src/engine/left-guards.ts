import type { Diagnostic } from '../core/diagnostic.ts';

/** So many are told of a host. */
const MOST = 5;

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
