import type { Diagnostic } from '../core/diagnostic.ts';
import type { Step } from '../core/plan.ts';
import type { Resource } from '../core/resource.ts';
import { giveTurn } from '../core/turns.ts';
import type { Gatherer } from './gather.ts';
import { lookAt, type Look } from './look.ts';
import { planResource, type PlanPorts } from './plan-resource.ts';
import type { Expanded } from './ports.ts';
import { withoutStore } from './undo-store.ts';
import { createWorld } from './world.ts';

/** One host's part of a plan. */
export interface HostPlan {
  readonly steps: readonly Step[];
  readonly unchanged: number;
  readonly warnings: readonly Diagnostic[];
  /** Where planning ended before the last task. */
  readonly stageEnd?: { readonly task: string; readonly until: string };
}

/**
 * Plans one host: walks its resources in written order, each against the world as the earlier steps will leave it. Asks, never writes. Secrets are only
 * compared: whether a file holds the right one cannot be told without it. `seen` has what was looked at before with the same answers.
 */
export async function planHost(
  host: string,
  items: readonly Expanded[],
  gatherer: Gatherer,
  ports: PlanPorts,
  seen: ReadonlyMap<Resource, Look> = new Map(),
): Promise<HostPlan> {
  // Many hosts begin in the same turn.
  await giveTurn();
  const looks = await lookAtOnce(items, gatherer, seen);
  const world = createWorld(gatherer);
  const steps: Step[] = [];
  const warnings: Diagnostic[] = [];
  const accounts = ports.accountsOf?.(host) ?? [];
  let unchanged = 0;
  for (const item of items) {
    if ('deferred' in item) return { steps, unchanged, warnings, stageEnd: item.deferred };
    await giveTurn();
    const planned = await planResource({ host, play: item.play, accounts }, item.resource, looks.get(item.resource), world, ports);
    if (planned === 'unchanged') unchanged += 1;
    else if ('code' in planned) warnings.push(planned);
    else steps.push(await withoutStore(planned, gatherer));
  }
  return { steps, unchanged, warnings };
}

/** Looks at what all resources are now, so that the fold below finds the answers and costs no round trip each. What fails here fails again, and is reported, there. */
async function lookAtOnce(
  items: readonly Expanded[],
  gatherer: Gatherer,
  seen: ReadonlyMap<Resource, Look>,
): Promise<ReadonlyMap<Resource, Look>> {
  const looks = new Map<Resource, Look>();
  await Promise.allSettled([
    ...items.map(async (item) => {
      if ('resource' in item) looks.set(item.resource, seen.get(item.resource) ?? (await lookAt(item.resource, gatherer)));
    }),
    // Whether that account has an undo store.
    ...(items.some((item) => 'resource' in item && item.resource.identity === 'login') ? [gatherer.ask({ ask: 'facts' }, 'login')] : []),
  ]);
  return looks;
}
