import type { Diagnostic } from '../core/diagnostic.ts';
import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import type { Plan, PlannedHost } from '../core/plan.ts';
import { executePlan, type HostOutcome } from '../engine/execute-plan.ts';
import { confirm } from './ask.ts';
import type { EngineRun } from './engine-run.ts';
import type { Io } from './io.ts';
import type { ApplyOptions } from './options.ts';
import type { MadePlan, SitePlanner } from './site-run.ts';
import { summarize } from './summary.ts';

/** What is carried out: the first plan, what plans the stages after it, and what is said when a plan has been shown. */
export interface Stages {
  readonly first: MadePlan;
  /** Undefined: the run ends with the first plan, and says so when that is not whole. */
  readonly planner?: SitePlanner;
  readonly onShown?: () => void;
}

/** Carries out a plan, and the stages after it: shows each, asks, does it. Tells the end of the run and gives its exit code. */
export async function runStages(io: Io, run: EngineRun, stages: Stages, options: ApplyOptions): Promise<number> {
  const exitCodes: number[] = [];
  let totals: ReadonlyMap<string, HostOutcome> = new Map();
  const hosts = new Map<string, PlannedHost>();
  const lost = new Set<string>();
  let ends = '';
  let made = stages.first;
  for (;;) {
    const { plan, packed, digest } = made;
    for (const host of plan.hosts) hosts.set(host.name, host);
    run.announce(packed, digest);
    const endsNow = JSON.stringify(plan.stageEnds);
    if (plan.stageEnds.length > 0 && endsNow === ends) {
      const diagnostic = stuckStage(plan);
      run.emit({ event: 'host_failed', host: diagnostic.host, status: 'failed', diagnostic });
      exitCodes.push(EXIT.stepFailed);
      break;
    }
    ends = endsNow;
    if (made === stages.first) stages.onShown?.();
    const isApproved = options.yes === true || (options.approveStages === true && made !== stages.first);
    if (plan.steps.length > 0 && !isApproved) {
      await run.reporter.settle();
      if (!(await confirm(io, 'Do this?'))) {
        run.emit({ event: 'notice', text: 'Not confirmed with yes: nothing of this plan was done.' });
        exitCodes.push(EXIT.cancelled);
        break;
      }
    }
    run.beginWriting();
    const outcome = await executePlan(plan, run.ports, run.pool, () => run.isStopping());
    totals = addUp(totals, outcome.hosts);
    exitCodes.push(...outcome.exitCodes);
    if (plan.stageEnds.length === 0 || outcome.exitCodes.some((code) => code === EXIT.budgetSpent || code === EXIT.cancelled)) break;
    if (stages.planner === undefined) {
      run.emit({ event: 'notice', text: restSentence(plan) });
      exitCodes.push(EXIT.changesPending);
      break;
    }
    run.emit({ event: 'stage_done', stage: plan.stage });
    for (const [host, one] of outcome.hosts) if (one.status !== 'ok') lost.add(host);
    made = await stages.planner.plan(run, plan.stage + 1, lost);
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

/** Said when the steps of a plan are done and it is not whole. */
function restSentence(plan: Plan): string {
  const limit = plan.origin.options['limit'];
  const more = [`-i ${plan.inventory}`, ...(limit === undefined ? [] : [`--limit '${limit}'`]), '--out FILE'].join(' ');
  return `This plan ends here, and the change is not whole: the rest (stage ${plan.stage + 1}) depends on what was just done and has to be planned: runbook plan ${plan.playbook} ${more}`;
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
