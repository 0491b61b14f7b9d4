import type { HostSummary } from '../core/event.ts';
import type { PlannedHost } from '../core/plan.ts';
import type { SessionStats } from '../core/session.ts';
import { eachInTurns } from '../core/turns.ts';
import type { HostOutcome } from '../engine/execute-plan.ts';
import { lossStatus } from '../engine/session-pool.ts';
import type { EngineRun } from './engine-run.ts';
import { exitCodeOf } from './exit.ts';

/** Tells of the end of a run, with how each host came out over all stages, and gives its exit code. */
export async function endRun(
  run: Pick<EngineRun, 'end' | 'ports' | 'pool' | 'startedMs'>,
  planned: readonly PlannedHost[],
  outcomes: ReadonlyMap<string, HostOutcome>,
  exitCode: number,
): Promise<number> {
  const stats = run.pool.stats();
  const hosts: HostSummary[] = [];
  await eachInTurns(planned, (host) => {
    if (host.readOnly !== true) hosts.push(summarize(host, outcomes.get(host.name), stats.get(host.name)));
  });
  await run.end({
    exitCode,
    durationMs: run.ports.now().getTime() - run.startedMs,
    changed: [...outcomes.values()].reduce((sum, one) => sum + one.changed, 0),
    hosts,
  });
  return exitCode;
}

/** The line of a host for the end of a run: how it came out over all stages, with the counts of its connection. */
function summarize(host: PlannedHost, outcome: HostOutcome | undefined, stats: SessionStats | undefined): HostSummary {
  const status = outcome?.status ?? (host.failure === undefined ? 'ok' : lossStatus(exitCodeOf([host.failure])));
  const changed = outcome?.changed ?? 0;
  return {
    host: host.name,
    status: status === 'ok' && changed > 0 ? 'changed' : status,
    changed,
    unchanged: host.unchanged,
    diagnostics: outcome?.diagnostics ?? (host.failure === undefined ? [] : [host.failure]),
    ...(stats === undefined ? {} : { stats }),
  };
}
