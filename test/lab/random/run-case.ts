import type { LabProject } from '../support/lab-project.ts';
import { diagnosticsOf, disturb, expectSame, runAtDesk, treesNow, type Course } from './course.ts';
import { declare, makeBlank } from './field-lab.ts';
import type { RandomCase } from './make-case.ts';
import { goThereAndBack, type Tally } from './round.ts';

/** What came of a case. */
export interface CaseResult {
  readonly seed: number;
  /** Types of resources that changed something. */
  readonly changedTypes: readonly string[];
  /** Steps that changed something. */
  readonly steps: number;
  /** Those of them that the undo named as staying; the others were taken back. */
  readonly staying: number;
  readonly tookMs: number;
  /** What was not as it must be; empty when all is well. */
  readonly faults: readonly string[];
}

/** Takes a blank host through a case: it is disturbed, brought to what is declared, and back; or, where the case wants it, it is refused. */
export async function runCase(project: LabProject, host: string, one: RandomCase): Promise<CaseResult> {
  const course: Course = { project, hosts: [host], playbook: `seed_${one.seed}`, faults: [] };
  return timed(course, one.seed, async (tally) => {
    await makeBlank(project, host);
    for (const disturbance of one.disturbances) await disturb(course, host, disturbance);
    declare(project, course.playbook, one.tasks, one.roleFiles);
    const going = one.tasks.flatMap(({ package: wanted }) =>
      wanted?.['present'] === false && typeof wanted['name'] === 'string' ? [wanted['name']] : [],
    );
    if (one.refusal === undefined) await goThereAndBack(course, going, tally);
    else await expectRefusal(course, one.refusal.code, one.refusal.address);
  });
}

/** Does the work of a case; what it throws is a fault. */
export async function timed(course: Course, seed: number, work: (tally: Tally) => Promise<void>): Promise<CaseResult> {
  const began = Date.now();
  const tally: Tally = { changed: [], staying: [] };
  try {
    await work(tally);
  } catch (error) {
    course.faults.push(error instanceof Error ? error.message : String(error));
  }
  const { changed, staying } = tally;
  const changedTypes = [...new Set(changed.map((id) => id.slice(id.indexOf(' ') + 1).split(':')[0] ?? ''))];
  return { seed, changedTypes, steps: changed.length, staying: staying.length, tookMs: Date.now() - began, faults: course.faults };
}

/** The plan says why nothing is done on the host, and neither planning nor applying does anything. */
async function expectRefusal(course: Course, code: string, address: string): Promise<void> {
  const before = treesNow(course);
  for (const [verb, ...options] of [['plan'], ['apply', '--yes']] as const) {
    const said = diagnosticsOf(await runAtDesk(course, [verb, course.playbook, ...options], [1]));
    if (said.some((diagnostic) => diagnostic.code === code && diagnostic.address === address)) continue;
    course.faults.push(`${verb} did not say ${code} of ${address}: ${said.map((one) => `${one.code} ${one.address}`).join(', ')}`);
  }
  expectSame(course, 'a refused run wrote', before);
}
