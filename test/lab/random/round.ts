import type { Plan } from '../../../src/core/plan.ts';
import { unpackPlan } from '../../../src/core/plan-pack.ts';
import { judgeRun, leftByUndo, lookBefore } from '../truth/judge-run.ts';
import { diagnosticsOf, expectSame, runAtDesk, treesNow, type Course, type EndedRun } from './course.ts';
import { leftWithoutAWord, notTakenBack } from './undo-check.ts';

/** Steps of a case by their ids (`HOST ADDRESS`), filled on its way. */
export interface Tally {
  /** Those that changed something. */
  readonly changed: string[];
  /** Those of them that the undo named as staying. */
  readonly staying: string[];
}

/**
 * Takes the hosts of a case from where they are to what is declared and back: planned for (which writes nothing), applied (which does what the plan
 * announced), planned for again (nothing is left to do), and taken back (what can be is as before). `going` are packages that the playbook removes. What is
 * not so is a fault of the course.
 */
export async function goThereAndBack(course: Course, going: readonly string[], { changed, staying }: Tally): Promise<void> {
  const { project, hosts, playbook, faults } = course;
  const look = await lookBefore(project, hosts, going);
  const before = treesNow(course);
  const planned = await runAtDesk(course, ['plan', playbook, '--detailed-exitcode'], [0, 2]);
  expectSame(course, 'planning wrote', before);
  const first = planOf(planned);
  if ((planned.status === 2) !== first.steps.length > 0) faults.push(`plan with ${first.steps.length} steps ended with ${planned.status}`);

  const applied = await runAtDesk(course, ['apply', playbook, '--yes'], [0]);
  changed.push(...changedBy(applied));
  expectPlanned(course, first, planOf(applied), changed);
  faults.push(...(await judgeRun(project, look, applied.events)));

  const second = await runAtDesk(course, ['plan', playbook, '--detailed-exitcode'], [0, 2]);
  for (const step of planOf(second).steps) faults.push(`planned again: ${step.id} ${JSON.stringify(step.change)}`);

  if (changed.length === 0) return;
  const undone = await runAtDesk(course, ['undo', runOf(applied), '--yes'], [0]);
  const again = planOf(await runAtDesk(course, ['plan', playbook], [0]));
  staying.push(...diagnosticsOf(undone).flatMap((said) => (said.code === 'RB3032' ? [`${said.host} ${said.address}`] : [])));
  faults.push(...notTakenBack({ first, again, changed, staying }));
  faults.push(...leftWithoutAWord(await leftByUndo(project, look, applied.events), { first, staying }));
}

/** The plan that a run made. */
export function planOf(run: EndedRun): Plan {
  const event = run.events.find((one) => one.event === 'plan_ready');
  if (event === undefined) throw new Error(`the run made no plan:\n${run.text.slice(-1500)}`);
  return unpackPlan(event.plan);
}

function runOf(run: EndedRun): string {
  const event = run.events.find((one) => one.event === 'run_started');
  if (event === undefined) throw new Error('the run has no name');
  return event.run;
}

function changedBy(run: EndedRun): readonly string[] {
  return run.events.flatMap((event) =>
    event.event === 'step_done' && event.status === 'changed' ? [`${event.host} ${event.address}`] : [],
  );
}

/** What was done was planned, and `apply` planned what `plan` had shown. */
function expectPlanned({ faults }: Course, shown: Plan, applied: Plan, changed: readonly string[]): void {
  const ids = applied.steps.map((step) => step.id);
  if (applied.stageEnds.length === 0) for (const id of changed) if (!ids.includes(id)) faults.push(`done and not planned: ${id}`);
  const before = shown.steps.map((step) => step.id);
  if (before.join('\n') !== ids.join('\n')) faults.push(`apply planned otherwise than plan: ${ids.join(', ')} | ${before.join(', ')}`);
}
