import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import type { Shown } from './lab-project.ts';

/** One line of `--format json`, as far as the tests look at it. */
export interface ReportedEvent {
  readonly event: string;
  readonly host?: string;
  readonly status?: string;
  readonly diagnostic?: Diagnostic;
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
  readonly stats?: { readonly connections: number; readonly authentications: number; readonly roundTrips: number };
}

/** The events that a run printed. Prompts between them are left out. */
export function eventsOf(shown: Shown): readonly ReportedEvent[] {
  return shown.text
    .split('\n')
    .filter((line) => line.startsWith('{"at":'))
    .map((line): ReportedEvent => JSON.parse(line));
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
