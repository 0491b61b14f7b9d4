import type { Step } from '../core/plan.ts';
import type { Identity } from '../core/resource.ts';
import { keptThings } from './fill-step.ts';
import type { Gatherer } from './gather.ts';

/**
 * The step without its undo where the host can keep nothing for it: the undo store is root's alone. So the plan says beforehand that the step cannot be undone.
 */
export async function withoutStore(step: Step, gatherer: Gatherer): Promise<Step> {
  const needsRoot = keptThings(step.undo ?? []).length > 0 || (step.labels.includes('guarded') && (step.undo ?? []).length > 0);
  if (!needsRoot || (await hasStore(step.identity, gatherer))) return step;
  const { undo: _undo, ...rest } = step;
  return {
    ...rest,
    labels: step.labels.filter((label) => label !== 'reversible'),
    warning: step.warning ?? 'It does not run as root, so the host keeps nothing by which it could be undone.',
  };
}

/** Whether the account is root; where that is not known, the host says so when the step runs. */
async function hasStore(identity: Identity, gatherer: Gatherer): Promise<boolean> {
  if (identity !== 'login') return identity.become === 'root';
  const uid = /^uid=(\d+)$/mu.exec(await gatherer.ask({ ask: 'facts' }, identity))?.[1];
  return uid === undefined || uid === '0';
}
