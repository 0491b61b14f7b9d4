import type { HostSummary } from '../core/event.ts';
import type { PlannedHost } from '../core/plan.ts';
import type { SessionStats } from '../core/session.ts';
import type { HostOutcome } from '../engine/execute-plan.ts';
import { lossStatus } from '../engine/session-pool.ts';
import { exitCodeOf } from './exit.ts';

/** One line a host for the end of a run: how each came out over all stages, with the counts of its connection. */
export function summarize(
  hosts: readonly PlannedHost[],
  outcomes: ReadonlyMap<string, HostOutcome>,
  stats: ReadonlyMap<string, SessionStats>,
): readonly HostSummary[] {
  return hosts
    .filter((host) => host.readOnly !== true)
    .map((host): HostSummary => {
      const outcome = outcomes.get(host.name);
      const counts = stats.get(host.name);
      const status = outcome?.status ?? (host.failure === undefined ? 'ok' : lossStatus(exitCodeOf([host.failure])));
      const changed = outcome?.changed ?? 0;
      return {
        host: host.name,
        status: status === 'ok' && changed > 0 ? 'changed' : status,
        changed,
        unchanged: host.unchanged,
        diagnostics: outcome?.diagnostics ?? (host.failure === undefined ? [] : [host.failure]),
        ...(counts === undefined ? {} : { stats: counts }),
      };
    });
}
