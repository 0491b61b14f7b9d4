import type { Facts } from '../core/facts.ts';
import { expandAlone, type ExpandedAlone } from './expand-with-outputs.ts';
import type { Gatherer } from './gather.ts';
import { planHost, type HostPlan } from './plan-host.ts';
import type { PlanPorts } from './plan-resource.ts';
import type { Expand, Expanded } from './ports.ts';

/** What was planned of a host before all others had told what they are. */
export interface EarlyPlan extends Omit<ExpandedAlone, 'seen'> {
  readonly plan: HostPlan;
}

/** Plans a host that needs nothing of others; gives undefined for all others. What is found wrong is found again, and told, when all are there. */
export async function planAlone(
  host: string,
  facts: Facts,
  gatherer: Gatherer,
  expand: Expand,
  ports: PlanPorts,
): Promise<EarlyPlan | undefined> {
  const alone = await expandAlone(host, facts, gatherer, expand);
  if (alone === undefined) return undefined;
  const { seen, ...expanded } = alone;
  return planHost(host, expanded.items, gatherer, ports, seen).then(
    (plan) => ({ ...expanded, plan }),
    () => undefined,
  );
}

/** The plan that was made early, when the host's tasks have become the same resources since. */
export function planOf(early: EarlyPlan | undefined, items: readonly Expanded[]): HostPlan | undefined {
  const isSame =
    early?.items.length === items.length &&
    items.every((item, index) => {
      const before = early.items[index];
      return before !== undefined && 'resource' in item && 'resource' in before && item.resource === before.resource;
    });
  return isSame ? early.plan : undefined;
}
