import type { Plan } from '../../../src/core/plan.ts';
import { unpackPlan } from '../../../src/core/plan-pack.ts';
import type { LabProject } from '../support/lab-project.ts';
import { judgeRun, leftByUndo, lookBefore } from '../truth/judge-run.ts';
import { diagnosticsOf, disturb, expectSame, runAtDesk, treeNow, type Course, type EndedRun } from './course.ts';
import { declare, makeBlank } from './field-lab.ts';
import type { RandomCase } from './make-case.ts';
import { leftWithoutAWord, notTakenBack } from './undo-check.ts';

/** What came of a case. */
export interface CaseResult {
  readonly seed: number;
  /** Types of resources that changed something. */
  readonly changedTypes: readonly string[];
  /** Steps that were done. */
  readonly steps: number;
  readonly tookMs: number;
  /** What was not as it must be; empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Takes a blank host through a case: it is disturbed, planned for (which writes nothing), brought to what is declared (which is what the plan announced),
 * planned for again (nothing is left to do), and taken back (what can be is as before).
 */
export async function runCase(project: LabProject, host: string, one: RandomCase): Promise<CaseResult> {
  const began = Date.now();
  const course: Course = { project, host, playbook: `seed_${one.seed}`, faults: [] };
  const changed: string[] = [];
  try {
    await makeBlank(project, host);
    for (const { kind, script } of one.disturbances) await disturb(course, kind, script);
    declare(project, course.playbook, one.tasks, one.roleFiles);
    if (one.refusal === undefined) await converge(course, one, changed);
    else await expectRefusal(course, one.refusal.code, one.refusal.address);
  } catch (error) {
    course.faults.push(error instanceof Error ? error.message : String(error));
  }
  const changedTypes = [...new Set(changed.map((address) => address.split(':')[0] ?? ''))];
  return { seed: one.seed, changedTypes, steps: changed.length, tookMs: Date.now() - began, faults: course.faults };
}

async function converge(course: Course, one: RandomCase, changed: string[]): Promise<void> {
  const { project, host, playbook, faults } = course;
  const scope = [playbook, '--limit', host];
  const going = one.tasks.flatMap((task) => (task['package']?.['present'] === false ? [String(task['package']['name'])] : []));
  const look = await lookBefore(project, [host], going);
  const before = treeNow(course);
  const planned = await runAtDesk(course, ['plan', ...scope, '--detailed-exitcode'], [0, 2]);
  expectSame(course, 'planning wrote', before, treeNow(course));
  const first = planOf(planned);
  if ((planned.status === 2) !== first.steps.length > 0) faults.push(`plan with ${first.steps.length} steps ended with ${planned.status}`);

  const applied = await runAtDesk(course, ['apply', ...scope, '--yes'], [0]);
  changed.push(...changedBy(applied));
  expectPlanned(course, first, planOf(applied), changed);
  faults.push(...(await judgeRun(project, look, applied.events)));

  const second = await runAtDesk(course, ['plan', ...scope, '--detailed-exitcode'], [0, 2]);
  for (const step of planOf(second).steps) faults.push(`planned again: ${step.address} ${JSON.stringify(step.change)}`);

  if (changed.length === 0) return;
  const undone = await runAtDesk(course, ['undo', runOf(applied), '--yes'], [0]);
  const again = planOf(await runAtDesk(course, ['plan', ...scope], [0]));
  const staying = diagnosticsOf(undone).flatMap((said) => (said.code === 'RB3032' && said.address !== undefined ? [said.address] : []));
  faults.push(...notTakenBack({ first, again, changed, staying }));
  faults.push(...leftWithoutAWord(await leftByUndo(project, look, applied.events), { first, staying }));
}

/** The plan says why nothing is done on the host, and neither planning nor applying does anything. */
async function expectRefusal(course: Course, code: string, address: string): Promise<void> {
  const before = treeNow(course);
  for (const [verb, ...options] of [['plan'], ['apply', '--yes']] as const) {
    const said = diagnosticsOf(await runAtDesk(course, [verb, course.playbook, '--limit', course.host, ...options], [1]));
    if (said.some((diagnostic) => diagnostic.code === code && diagnostic.address === address)) continue;
    course.faults.push(`${verb} did not say ${code} of ${address}: ${said.map((one) => `${one.code} ${one.address}`).join(', ')}`);
  }
  expectSame(course, 'a refused run wrote', before, treeNow(course));
}

function planOf(run: EndedRun): Plan {
  const event = run.events.find((one) => one.event === 'plan_ready');
  if (event === undefined) throw new Error(`the run made no plan:\n${run.text.slice(-1500)}`);
  return unpackPlan(event.plan);
}

function runOf(run: EndedRun): string {
  const event = run.events.find((one) => one.event === 'run_started');
  if (event === undefined) throw new Error('the run has no name');
  return event.run;
}

/** Addresses of the steps that changed something. */
function changedBy(run: EndedRun): readonly string[] {
  return run.events.flatMap((event) => (event.event === 'step_done' && event.status === 'changed' ? [event.address] : []));
}

/** What was done was planned, and `apply` planned what `plan` had shown. */
function expectPlanned({ faults }: Course, shown: Plan, applied: Plan, changed: readonly string[]): void {
  const addresses = applied.steps.map((step) => step.address);
  if (applied.stageEnds.length === 0)
    for (const address of changed) if (!addresses.includes(address)) faults.push(`done and not planned: ${address}`);
  const before = shown.steps.map((step) => step.address);
  if (before.join(' ') !== addresses.join(' '))
    faults.push(`apply planned otherwise than plan: ${addresses.join(' ')} | ${before.join(' ')}`);
}
