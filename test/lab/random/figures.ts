import { resourceTypes } from '../../../src/resources/registry.ts';
import type { Disturbance } from './area.ts';
import type { CaseResult } from './run-case.ts';

/** Each type must change something, and each disturbance happen, in so many of all seeds. */
const LEAST = 0.05;
/** Below so many seeds the shares say nothing. */
const ENOUGH = 100;
/** Types that only look, and those that need a whole cluster, which the seeds of the site have. */
const elsewhere = ['assert', 'wait_for', 'kubeadm_cluster', 'kubeadm_node'];

/** What is counted of a case. */
export interface CountedCase {
  readonly disturbances: readonly Disturbance[];
  /** There when the host was asked to refuse something. */
  readonly refusal?: unknown;
}

/** In how many seeds each type of resource changed something. */
function changedTypes(results: readonly CaseResult[]): ReadonlyMap<string, number> {
  const types = resourceTypes.map((one) => one.type).filter((type) => !elsewhere.includes(type));
  return new Map(types.map((type) => [type, results.filter((one) => one.changedTypes.includes(type)).length]));
}

/** In how many cases each kind of disturbance happens. */
export function disturbances(cases: readonly CountedCase[]): ReadonlyMap<string, number> {
  return countEach(cases.map((one) => one.disturbances.map(({ kind }) => kind)));
}

/** In how many of the lists each text is. */
function countEach(lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const list of lists) for (const text of new Set(list)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The types and kinds that are seen in less than 5 % of many seeds. Of few seeds nothing is said. */
export function rareAmong(cases: readonly CountedCase[], results: readonly CaseResult[]): readonly string[] {
  if (cases.length < ENOUGH) return [];
  const all = [...changedTypes(results), ...disturbances(cases)];
  return all.filter(([, count]) => count / cases.length < LEAST).map(([name, count]) => `${name}: ${count} of ${cases.length}`);
}

/** All counts as lines. */
export function tableOf(cases: readonly CountedCase[], results: readonly CaseResult[]): readonly string[] {
  const rows = (counts: ReadonlyMap<string, number>): readonly string[] =>
    [...counts].map(
      ([name, count]) => `  ${name.padEnd(56)}${String(count).padStart(4)}  ${((100 * count) / cases.length).toFixed(0).padStart(3)} %`,
    );
  const sum = (number: (result: CaseResult) => number): number => results.reduce((total, one) => total + number(one), 0);
  const [steps, staying] = [sum((one) => one.steps), sum((one) => one.staying)];
  const refused = cases.filter((one) => one.refusal !== undefined).length;
  const happened = cases.reduce((total, one) => total + one.disturbances.length, 0);
  return [
    `${cases.length} seeds, ${refused} that had to be refused, ${happened} disturbances; ${steps} steps changed something, ${steps - staying} were taken back and ${staying} named as staying`,
    'changed something, in how many seeds:',
    ...rows(countEach(results.map((one) => one.changedTypes))),
    'disturbed before, in how many seeds:',
    ...rows(disturbances(cases)),
  ];
}
