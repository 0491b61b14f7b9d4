import { resourceTypes } from '../../../src/resources/registry.ts';
import type { RandomCase } from './make-case.ts';
import type { CaseResult } from './run-case.ts';

/** Each type must change something, and each disturbance happen, in so many of all seeds. */
const LEAST = 0.05;
/** Below so many seeds the shares say nothing. */
const ENOUGH = 100;
/** Types that only look, and those that need a whole cluster, which the seeds of the site have. */
const elsewhere = ['assert', 'wait_for', 'kubeadm_cluster', 'kubeadm_node'];

/** In how many seeds each type of resource changed something. */
function changedTypes(results: readonly CaseResult[]): ReadonlyMap<string, number> {
  const types = resourceTypes.map((one) => one.type).filter((type) => !elsewhere.includes(type));
  return new Map(types.map((type) => [type, results.filter((one) => one.changedTypes.includes(type)).length]));
}

/** In how many cases each kind of disturbance happens. */
export function disturbances(cases: readonly RandomCase[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of cases)
    for (const kind of new Set(one.disturbances.map((each) => each.kind))) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return new Map([...counts].toSorted(([kind], [other]) => (kind < other ? -1 : 1)));
}

/** The types and kinds that are seen in less than 5 % of many seeds. Of few seeds nothing is said. */
export function rareAmong(cases: readonly RandomCase[], results: readonly CaseResult[]): readonly string[] {
  if (cases.length < ENOUGH) return [];
  const all = [...changedTypes(results), ...disturbances(cases)];
  return all.filter(([, count]) => count / cases.length < LEAST).map(([name, count]) => `${name}: ${count} of ${cases.length}`);
}

/** All counts as lines. */
export function tableOf(cases: readonly RandomCase[], results: readonly CaseResult[]): readonly string[] {
  const rows = (counts: ReadonlyMap<string, number>): readonly string[] =>
    [...counts].map(
      ([name, count]) => `  ${name.padEnd(46)}${String(count).padStart(4)}  ${((100 * count) / cases.length).toFixed(0).padStart(3)} %`,
    );
  const steps = results.reduce((sum, one) => sum + one.steps, 0);
  const refused = cases.filter((one) => one.refusal !== undefined).length;
  return [
    `${cases.length} seeds, ${steps} steps, ${refused} that had to be refused; changed something, in how many seeds:`,
    ...rows(changedTypes(results)),
    'disturbed before, in how many seeds:',
    ...rows(disturbances(cases)),
  ];
}
