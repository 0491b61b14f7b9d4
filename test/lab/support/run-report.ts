import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import type { Plan } from '../../../src/core/plan.ts';
import type { SessionStats } from '../../../src/core/session.ts';
import type { Shown } from './lab-project.ts';

/** One line of `--format json`, as far as the tests look at it. */
export interface ReportedEvent {
  readonly event: string;
  readonly at?: string;
  readonly addresses?: readonly string[];
  readonly host?: string;
  readonly status?: string;
  readonly address?: string;
  readonly diagnostic?: Diagnostic;
  readonly plan?: Plan;
  readonly changed?: number;
  readonly exitCode?: number;
  readonly hosts?: readonly ReportedHost[];
}

/** A host's part of the last line. */
export interface ReportedHost {
  readonly host: string;
  readonly status: string;
  readonly changed: number;
  readonly unchanged: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly stats?: SessionStats;
}

/** The events that a run printed. Prompts between them are left out. */
export function eventsOf(shown: Shown): readonly ReportedEvent[] {
  return shown.text
    .split('\n')
    .filter((line) => line.startsWith('{"at":'))
    .map((line) => {
      const event: ReportedEvent = JSON.parse(line);
      return event;
    });
}

/** How each host came out, by name; empty when the run did not get to its end. */
export function hostsOf(shown: Shown): ReadonlyMap<string, ReportedHost> {
  const done = eventsOf(shown).findLast((one) => one.event === 'run_done');
  return new Map(done?.hosts?.map((one) => [one.host, one]) ?? []);
}

/** Everything that was said about a host, each message once. */
export function messagesOf(shown: Shown, host: string): readonly Diagnostic[] {
  const said = eventsOf(shown).flatMap((one) =>
    one.diagnostic !== undefined && (one.host ?? one.diagnostic.host) === host ? [one.diagnostic] : [],
  );
  const summary = hostsOf(shown).get(host)?.diagnostics ?? [];
  const seen = new Set<string>();
  return [...said, ...summary].filter((one) => {
    const key = JSON.stringify(one);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

/** The plan of a run; throws what was printed when there is none. */
export function planOf(shown: Shown): Plan {
  const plan = eventsOf(shown).find((one) => one.event === 'plan_ready')?.plan;
  if (plan === undefined) throw new Error(`the run made no plan:\n${shown.text}`);
  return plan;
}

/** Addresses of the steps that changed something, as `HOST ADDRESS`. */
export function changedBy(shown: Shown): readonly string[] {
  return eventsOf(shown).flatMap((one) => (one.event === 'step_done' && one.status === 'changed' ? [`${one.host} ${one.address}`] : []));
}

/** Everything that a run noticed, as one text to look for words in. */
export function noticesOf(shown: Shown): string {
  return JSON.stringify(eventsOf(shown).filter((one) => one.event === 'notice'));
}
