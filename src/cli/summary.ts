import type { HostSummary } from '../core/event.ts';
import type { PlannedHost } from '../core/plan.ts';
import type { SessionStats } from '../core/session.ts';
import type { HostOutcome } from '../engine/execute-plan.ts';
import { lossStatus } from '../engine/session-pool.ts';
import type { EngineRun } from './engine-run.ts';
import { exitCodeOf } from './exit.ts';

/** Tells of the end of a run, with how each host came out over all stages, and gives its exit code. */
export function endRun(
  run: Pick<EngineRun, 'emit' | 'ports' | 'pool' | 'startedMs'>,
  hosts: readonly PlannedHost[],
  outcomes: ReadonlyMap<string, HostOutcome>,
  exitCode: number,
): number {
  run.emit({
    event: 'run_done',
    exitCode,
    durationMs: run.ports.now().getTime() - run.startedMs,
    changed: [...outcomes.values()].reduce((sum, one) => sum + one.changed, 0),
    hosts: summarize(hosts, outcomes, run.pool.stats()),
  });
  return exitCode;
}

/** One line a host for the end of a run: how each came out over all stages, with the counts of its connection. */
function summarize(
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
