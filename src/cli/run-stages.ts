import type { Diagnostic } from '../core/diagnostic.ts';
import { isUnarmed } from '../core/way-in.ts';
import { listWords } from '../report/wording.ts';
import { EXIT, combineExitCodes } from '../core/exit-code.ts';
import type { Plan, PlannedHost } from '../core/plan.ts';
import { executePlan, type HostOutcome } from '../engine/execute-plan.ts';
import type { EngineRun } from './engine-run.ts';
import type { ApplyOptions } from './options.ts';
import type { MadePlan } from './site-run.ts';
import { endRun } from './summary.ts';
import { fitLines } from './time-limits.ts';
import { overFault } from './valid-until.ts';

/** What is carried out: the first plan, what plans the stages after it, and what is said when a plan has been shown. */
export interface Stages {
  readonly first: MadePlan;
  /** Plans the stage with that number, without the hosts that are lost. Undefined: the run ends with the first plan, and says so when that is not whole. */
  readonly next?: (stage: number, lost: ReadonlySet<string>) => Promise<MadePlan>;
  /** Asks whether the plan that was shown is to be done. */
  readonly confirm: () => Promise<boolean>;
  readonly onShown?: () => void;
}

/** What of a run stages need. */
export type StagesRun = Pick<
  EngineRun,
  'ports' | 'pool' | 'reporter' | 'startedMs' | 'emit' | 'announce' | 'end' | 'isStopping' | 'beginWriting'
>;

/** Carries out a plan, and the stages after it: shows each, asks, does it. Tells the end of the run and gives its exit code. */
export async function runStages(
  run: StagesRun,
  stages: Stages,
  options: Pick<ApplyOptions, 'yes' | 'approveStages' | 'allowUnarmed'>,
): Promise<number> {
  const exitCodes: number[] = [];
  let totals: ReadonlyMap<string, HostOutcome> = new Map();
  const hosts = new Map<string, PlannedHost>();
  const lost = new Set<string>();
  let ends = '';
  let made = stages.first;
  for (;;) {
    const { plan, packed, digest } = made;
    for (const host of plan.hosts) hosts.set(host.name, host);
    await run.announce(packed, digest);
    const endsNow = JSON.stringify(plan.stageEnds);
    if (plan.stageEnds.length > 0 && endsNow === ends) {
      const diagnostic = stuckStage(plan);
      run.emit({ event: 'host_failed', host: diagnostic.host, status: 'failed', diagnostic });
      exitCodes.push(EXIT.stepFailed);
      break;
    }
    ends = endsNow;
    if (made === stages.first) stages.onShown?.();
    for (const text of fitLines(plan, run.ports.window, run.ports.now())) run.emit({ event: 'notice', text });
    const unarmed = options.allowUnarmed === true ? undefined : unarmedFault(plan);
    if (unarmed !== undefined) {
      run.emit({ event: 'notice', text: `${unarmed.code}: ${unarmed.what}: ${unarmed.why ?? ''} ${unarmed.mend ?? ''}` });
      exitCodes.push(EXIT.refused);
      break;
    }
    const isApproved = options.yes === true || (options.approveStages === true && made !== stages.first);
    if (plan.steps.length > 0 && !isApproved) {
      await run.reporter.settle();
      if (!(await stages.confirm())) {
        run.emit({ event: 'notice', text: 'Not confirmed with yes: nothing of this plan was done.' });
        exitCodes.push(EXIT.cancelled);
        break;
      }
    }
    // The question may have waited long, and so may a later stage.
    const over = overFault(plan, run.ports.now());
    if (over !== undefined) {
      run.emit({ event: 'notice', text: `${over.code}: ${over.what}: ${over.why ?? ''}` });
      exitCodes.push(EXIT.refused);
      break;
    }
    run.beginWriting();
    const outcome = await executePlan(plan, run.ports, run.pool, () => run.isStopping());
    totals = addUp(totals, outcome.hosts);
    exitCodes.push(...outcome.exitCodes);
    if (plan.stageEnds.length === 0 || outcome.exitCodes.some((code) => code === EXIT.budgetSpent || code === EXIT.cancelled)) break;
    if (stages.next === undefined) {
      // What failed or was refused comes first: the plan is to be applied again then.
      if (!outcome.complete) break;
      run.emit({ event: 'notice', text: restSentence(plan) });
      exitCodes.push(EXIT.changesPending);
      break;
    }
    run.emit({ event: 'stage_done', stage: plan.stage });
    for (const [host, one] of outcome.hosts) if (one.status !== 'ok') lost.add(host);
    made = await stages.next(plan.stage + 1, lost);
  }
  return endRun(run, [...hosts.values()], totals, combineExitCodes(exitCodes));
}

/** Why a plan is not carried out in which a step could cut the way to its host for good; undefined when there is none. */
function unarmedFault(plan: Plan): Diagnostic | undefined {
  const steps = plan.steps.filter((step) => isUnarmed(step));
  if (steps.length === 0) return undefined;
  const named = listWords(
    steps.map((step) => `${step.address} on ${step.host}`),
    6,
  );
  return {
    code: 'RB3043',
    severity: 'error',
    what: 'nothing of this plan was done',
    why: `these steps could cut the way to their host, which cannot take them back by itself: ${named}.`,
    mend: 'Give a command an undo, or run it as root; with a console at hand: --allow-unarmed',
  };
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
