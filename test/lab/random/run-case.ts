import { matchesGlob } from 'node:path';
import type { Plan, Step } from '../../../src/core/plan.ts';
import { hostOf } from '../../../src/lab/lab-state.ts';
import { requireLab } from '../../../src/lab/lab-status.ts';
import { noisePatterns } from '../overlay-tree.ts';
import type { LabProject, Shown } from '../support/lab-project.ts';
import { changedBy, eventsOf, planOf } from '../support/run-report.ts';
import { changedPaths, readHostTree, type HostTree } from '../truth/host-tree.ts';
import { declare, makeBlank } from './field-lab.ts';
import type { RandomCase } from './make-case.ts';

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

/** A case on its way, and what it found so far. */
interface Course {
  readonly project: LabProject;
  readonly host: string;
  readonly playbook: string;
  readonly faults: string[];
}

/**
 * Takes a blank host through a case: it is disturbed, planned for (which writes nothing), brought to what is declared, and planned for again (nothing is
 * left to do).
 */
export async function runCase(project: LabProject, host: string, one: RandomCase): Promise<CaseResult> {
  const began = Date.now();
  const course: Course = { project, host, playbook: `seed_${one.seed}`, faults: [] };
  const changed: string[] = [];
  try {
    await makeBlank(project, host);
    for (const { kind, script } of one.disturbances) await disturb(course, kind, script);
    declare(project, course.playbook, one.tasks, one.roleFiles);
    if (one.refusal === undefined) changed.push(...(await converge(course)));
    else await expectRefusal(course, one.refusal.code, one.refusal.address);
  } catch (error) {
    course.faults.push(error instanceof Error ? error.message : String(error));
  }
  const changedTypes = [...new Set(changed.map((address) => address.split(':')[0] ?? ''))];
  return { seed: one.seed, changedTypes, steps: changed.length, tookMs: Date.now() - began, faults: course.faults };
}

async function disturb(course: Course, kind: string, script: string): Promise<void> {
  try {
    await course.project.inside(course.host, script);
  } catch (error) {
    throw new Error(`the disturbance "${kind}" failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Gives the addresses of the steps that changed something. */
async function converge(course: Course): Promise<readonly string[]> {
  const before = treeNow(course);
  const planned = await run(course, ['plan', course.playbook, '--detailed-exitcode'], [0, 2]);
  expectSame(course, 'planning wrote', before, treeNow(course));
  const steps = planOf(planned).steps;
  if ((planned.status === 2) !== steps.length > 0) course.faults.push(`plan with ${steps.length} steps ended with ${planned.status}`);
  const applied = await run(course, ['apply', course.playbook, '--yes'], [0]);
  const changed = changedBy(applied).map((id) => id.slice(course.host.length + 1));
  expectPlanned(course, steps, changed, planOf(applied));
  const again = await run(course, ['plan', course.playbook, '--detailed-exitcode'], [0]);
  for (const step of planOf(again).steps) course.faults.push(`planned again: ${step.address} ${JSON.stringify(step.change)}`);
  return changed;
}

/** The plan says why nothing is done on the host, and neither planning nor applying does anything. */
async function expectRefusal(course: Course, code: string, address: string): Promise<void> {
  const before = treeNow(course);
  for (const args of [
    ['plan', course.playbook],
    ['apply', course.playbook, '--yes'],
  ]) {
    const shown = await run(course, args, [1]);
    const said = eventsOf(shown).flatMap((event) => [
      ...(event.diagnostic === undefined ? [] : [event.diagnostic]),
      ...planFailures(event.plan),
    ]);
    if (!said.some((diagnostic) => diagnostic.code === code && diagnostic.address === address))
      course.faults.push(
        `${args[0]} did not say ${code} of ${address}: ${said.map((diagnostic) => `${diagnostic.code} ${diagnostic.address}`).join(', ')}`,
      );
  }
  expectSame(course, 'a refused run wrote', before, treeNow(course));
}

function planFailures(plan: Plan | undefined) {
  return plan?.hosts.flatMap((host) => (host.failure === undefined ? [] : [host.failure])) ?? [];
}

/** What was done was planned, in the plan that was shown for it. */
function expectPlanned(course: Course, first: readonly Step[], changed: readonly string[], plan: Plan): void {
  const addresses = new Set(plan.steps.map((step) => step.address));
  if (plan.stageEnds.length > 0) return;
  for (const address of changed) if (!addresses.has(address)) course.faults.push(`done and not planned: ${address}`);
  const [one, other] = [first.map((step) => step.address).join(' '), plan.steps.map((step) => step.address).join(' ')];
  if (one !== other) course.faults.push(`apply planned otherwise than plan: ${one} | ${other}`);
}

function expectSame(course: Course, what: string, before: HostTree, after: HostTree): void {
  const paths = changedPaths(before, after).filter((path) => !isNoise(path));
  if (paths.length > 0) course.faults.push(`${what}: ${paths.join(' ')}`);
}

function isNoise(path: string): boolean {
  return noisePatterns().some((pattern) => matchesGlob(path.slice(1), pattern));
}

function treeNow({ project, host }: Course): HostTree {
  return readHostTree(hostOf(requireLab(project.lab.options), host));
}

/** Runs `runbook` for the host alone. Another exit code than those is a fault, with the end of what was printed. */
async function run(course: Course, args: readonly string[], expected: readonly number[]): Promise<Shown> {
  const shown = await course.project.runbook([...args, '-i', 'lab', '--limit', course.host, '--format', 'json']);
  if (!expected.includes(shown.status)) {
    const said = eventsOf(shown).flatMap((event) => [
      ...(event.diagnostic === undefined ? [] : [event.diagnostic]),
      ...planFailures(event.plan),
    ]);
    const words = said.map((diagnostic) => `${diagnostic.code} ${diagnostic.address ?? ''} ${diagnostic.what} ${diagnostic.why ?? ''}`);
    throw new Error(
      `runbook ${args.join(' ')} ended with ${shown.status}: ${words.length === 0 ? shown.text.slice(-1500) : words.join('\n')}`,
    );
  }
  return shown;
}
