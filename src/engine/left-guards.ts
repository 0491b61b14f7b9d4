import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnostic } from '../core/diagnostic.ts';
import { GUARD_SECONDS } from '../core/way-in.ts';

/** So many are told of a host. */
const MOST = 5;

/** How often a host is asked again. */
const LOOK_MS = 1000;

/** A host has taken a step back within this time beyond its limit, in seconds. */
const SLACK_S = 15;

/** Said once when a host is waited for. */
export const WAITS_TEXT = 'waits until the host has decided about a step that a former run did not confirm: it is about to take it back';

/** How long a host may take to decide about a guarded step, in seconds. */
export function decisionSeconds(guardSeconds = GUARD_SECONDS): number {
  return guardSeconds + SLACK_S;
}

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
  return guardsOf(/^guards=(.*)$/mu.exec(facts)?.[1] ?? '').map(({ run, state }) => {
    const isOver = state === 'fired';
    return {
      code: 'RB3044',
      severity: 'warning',
      what: isOver
        ? `the host took a step of the run ${run} back by itself`
        : `a step of the run ${run} is not confirmed, and the host is about to take it back`,
      host,
      why: 'it could have cut the way in, and nobody confirmed it over a new connection',
      mend: isOver ? `look at what it was (runbook show ${run}) before you do it again` : 'wait a minute, then plan again',
    };
  });
}

/** Said of a host that was waited for and has not decided: `guards` as it told of them, `NAME:STATE…`. */
export function undecidedFault(host: string, guards: string, waitedSeconds: number): Diagnostic {
  const open = guardsOf(guards).find(({ state }) => state !== 'fired');
  return {
    code: 'RB3045',
    severity: 'error',
    what: `the host has not decided about a step that ${open === undefined ? 'a former run' : `the run ${open.run}`} did not confirm; nothing was done there`,
    host,
    why: `it was about to take it back by itself, and has not done so within ${waitedSeconds} s`,
    mend:
      open === undefined
        ? 'look on the host, as root, what stands in /var/lib/runbook/guard'
        : open.state === 'armed'
          ? `on the host, as root: \`sh /var/lib/runbook/guard/${open.name}/undo\` takes it back now; then run again`
          : `look on the host what holds it up: systemctl status runbook-guard-${open.name}.service`,
  };
}

interface LeftGuard {
  readonly name: string;
  readonly run: string;
  readonly state: string;
}

/** The first of them. What is not as the program writes it is left out: it is the host's word. */
function guardsOf(words: string): readonly LeftGuard[] {
  return words
    .split(' ')
    .slice(0, MOST)
    .flatMap((word): readonly LeftGuard[] => {
      const [, name, run, state] = /^(([A-Za-z0-9.-]{1,80})-[0-9a-f]{16}):(armed|firing|fired)$/u.exec(word) ?? [];
      return name === undefined || run === undefined || state === undefined ? [] : [{ name, run, state }];
    });
}
