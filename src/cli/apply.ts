import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import type { Plan, PlannedHost } from '../core/plan.ts';
import { executePlan, type HostOutcome } from '../engine/execute-plan.ts';
import { makePlan } from '../engine/make-plan.ts';
import { confirm } from './ask.ts';
import { isAtDesk, runAtDesk } from './desk.ts';
import { openRun, type EngineRun } from './engine-run.ts';
import type { Io } from './io.ts';
import { listHosts } from './list-hosts.ts';
import { openCheckedSite } from './open-site.ts';
import type { ApplyOptions } from './options.ts';
import { plan } from './plan.ts';
import { summarize } from './summary.ts';

/** `runbook apply`: plans, asks, and does what the plan says, stage by stage. */
export async function apply(io: Io, playbook: string, options: ApplyOptions): Promise<number> {
  if (options.check === true) return plan(io, playbook, options);
  const open = openCheckedSite(io, playbook, options);
  if (options.listHosts === true) {
    listHosts(io, open, options);
    return EXIT.done;
  }
  if (options.yes !== true && !io.stdin.isTTY) throw nobodyToAsk();
  if (open.lab !== undefined && !isAtDesk(open.lab)) return runAtDesk(io, open.lab);
  const run = await openRun(io, 'apply', open, options);
  try {
    return await applyStages(io, run, options);
  } finally {
    await run.close();
  }
}

async function applyStages(io: Io, run: EngineRun, options: ApplyOptions): Promise<number> {
  const exitCodes: number[] = [];
  let totals: ReadonlyMap<string, HostOutcome> = new Map();
  let order = run.order;
  const hosts = new Map<string, PlannedHost>();
  let ends = '';
  for (let stage = 1; ; stage += 1) {
    const made = await makePlan(order, stage, run.ports, run.pool);
    for (const host of made.hosts) hosts.set(host.name, host);
    run.announce(made);
    const endsNow = JSON.stringify(made.stageEnds);
    if (made.stageEnds.length > 0 && endsNow === ends) {
      const diagnostic = stuckStage(made);
      run.emit({ event: 'host_failed', host: diagnostic.host, status: 'failed', diagnostic });
      exitCodes.push(EXIT.stepFailed);
      break;
    }
    ends = endsNow;
    if (made.steps.length > 0 && options.yes !== true) {
      await run.reporter.settle();
      if (!(await confirm(io, 'Do this?'))) {
        run.emit({ event: 'notice', text: 'Not confirmed with yes: nothing of this plan was done.' });
        exitCodes.push(EXIT.cancelled);
        break;
      }
    }
    run.beginWriting();
    const outcome = await executePlan(made, run.ports, run.pool, () => run.isStopping());
    totals = addUp(totals, outcome.hosts);
    exitCodes.push(...outcome.exitCodes);
    if (made.stageEnds.length === 0 || outcome.exitCodes.some((code) => code === EXIT.budgetSpent || code === EXIT.cancelled)) break;
    run.emit({ event: 'stage_done', stage });
    const lost = new Set([...outcome.hosts].filter(([, one]) => one.status !== 'ok').map(([host]) => host));
    order = { ...order, scope: order.scope.filter((host) => !lost.has(host)) };
  }
  const exitCode = combineExitCodes(exitCodes);
  run.emit({
    event: 'run_done',
    exitCode,
    durationMs: run.ports.now().getTime() - run.startedMs,
    changed: [...totals.values()].reduce((sum, one) => sum + one.changed, 0),
    hosts: summarize([...hosts.values()], totals, run.pool.stats()),
  });
  return exitCode;
}

function addUp(before: ReadonlyMap<string, HostOutcome>, now: ReadonlyMap<string, HostOutcome>): ReadonlyMap<string, HostOutcome> {
  const sum = new Map(before);
  for (const [host, outcome] of now) sum.set(host, { ...outcome, changed: outcome.changed + (before.get(host)?.changed ?? 0) });
  return sum;
}

function nobodyToAsk(): RunbookError {
  return new RunbookError({
    code: 'RB6003',
    severity: 'error',
    what: 'apply asks before it writes, and there is no terminal to ask in',
    mend: 'look at `runbook plan` first, then say `runbook apply --yes`',
  });
}

function stuckStage(plan: Plan): Diagnostic & { readonly host: string } {
  const [first] = plan.stageEnds;
  return {
    code: 'RB3005',
    severity: 'error',
    what: 'the next stage cannot be planned',
    host: first?.host ?? '',
    why: `the task "${first?.task ?? ''}" waits for ${first?.until ?? ''}, which did not bring what was expected`,
    mend: 'look at that step on the host',
  };
}
