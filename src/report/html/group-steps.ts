import { sha256 } from '../../core/digest.ts';
import type { Plan, PlannedPlay, Step } from '../../core/plan.ts';

/** What is done in just the same way on these hosts. */
export interface StepVariant {
  readonly step: Step;
  /** In the order in which they are worked on. */
  readonly hosts: readonly string[];
}

/** A step of a play, by its address, over all hosts that have it. */
export interface StepEntry {
  /** `2.7`: the seventh step of the second play. */
  readonly number: string;
  readonly address: string;
  readonly hosts: readonly string[];
  readonly variants: readonly StepVariant[];
}

/** The steps of a play in the order in which each host does them. */
export interface PlaySteps {
  /** Position in the plan, from 1. */
  readonly number: number;
  readonly play: PlannedPlay;
  readonly entries: readonly StepEntry[];
}

/** The steps of a plan by play. Steps that are the same on several hosts are one. */
export function groupSteps(plan: Plan): readonly PlaySteps[] {
  const byPlay = Map.groupBy(plan.steps, (step) => step.play);
  return plan.plays.map((play, index) => {
    const byHost = Map.groupBy(byPlay.get(index) ?? [], (step) => step.host);
    const hosts = [...new Set([...play.batches.flat(), ...byHost.keys()])].filter((host) => byHost.has(host));
    const byAddress = new Map<string, Step[]>();
    for (const step of hosts.flatMap((host) => byHost.get(host) ?? [])) {
      const known = byAddress.get(step.address);
      if (known === undefined) byAddress.set(step.address, [step]);
      else known.push(step);
    }
    const order = mergeOrders(hosts.map((host) => (byHost.get(host) ?? []).map((step) => step.address)));
    const entries = order.map((address, place): StepEntry => {
      const steps = byAddress.get(address) ?? [];
      const variants = [...Map.groupBy(steps, likeness).values()].flatMap((same): readonly StepVariant[] =>
        same[0] === undefined ? [] : [{ step: same[0], hosts: same.map((step) => step.host) }],
      );
      return { number: `${index + 1}.${place + 1}`, address, hosts: steps.map((step) => step.host), variants };
    });
    return { number: index + 1, play, entries };
  });
}

/** One order that keeps that of each list; where they contradict each other, the first ones win. */
function mergeOrders(lists: readonly (readonly string[])[]): readonly string[] {
  const merged: string[] = [];
  const seen = new Set<string>();
  for (const list of lists) {
    const key = JSON.stringify(list);
    if (seen.has(key)) continue;
    seen.add(key);
    let place = 0;
    for (const address of list) {
      const found = merged.indexOf(address);
      if (found < 0) merged.splice(place, 0, address);
      place = Math.max(place, (found < 0 ? place : found) + 1);
    }
  }
  return merged;
}

/** Equal for steps that do the same on different hosts. */
function likeness({ id: _id, host: _host, ...step }: Step): string {
  return sha256(JSON.stringify(step));
}
