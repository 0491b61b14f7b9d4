import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { matchesEntry } from '../../../src/core/footprint.ts';
import type { Plan } from '../../../src/core/plan.ts';
import { noisePatterns } from '../overlay-tree.ts';
import type { ReportedEvent } from '../support/run-report.ts';
import { changedPaths, type HostTree } from '../truth/host-tree.ts';

/** The plan in a file, as it was written. */
export function readPlan(file: string): Pick<Plan, 'steps'> | undefined {
  try {
    const plan: Pick<Plan, 'steps'> = JSON.parse(readFileSync(file, 'utf8'));
    return plan;
  } catch {
    return undefined;
  }
}

/**
 * What was done and is not in the plan: steps that it does not have, and paths that no step which ran may touch. What `runbook` keeps for itself is
 * left out. Without a plan that can be read, anything that changed.
 */
export function outsidePlan(
  plan: Pick<Plan, 'steps'> | undefined,
  before: HostTree,
  after: HostTree,
  events: readonly ReportedEvent[],
): readonly string[] {
  const done = events.filter((event) => event.event === 'step_done');
  const planned = new Map(plan?.steps.map((step) => [step.address, step]) ?? []);
  const strange = done.flatMap((event) => (planned.has(event.address ?? '') ? [] : [`step ${event.address}`]));
  const ran = done.filter((event) => event.status === 'changed' || event.status === 'failed');
  const footprint = ran.flatMap((event) => planned.get(event.address ?? '')?.footprint ?? []);
  const paths = changedPaths(before, after).filter((path) => {
    if (path.startsWith('/var/lib/runbook') || noisePatterns().some((pattern) => matchesGlob(path.slice(1), pattern))) return false;
    return !footprint.some((entry) => matchesEntry(entry, `path:${path}`));
  });
  return [...strange, ...paths];
}
