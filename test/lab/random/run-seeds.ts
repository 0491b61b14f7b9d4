import type { LabProject } from '../support/lab-project.ts';
import type { Family } from './area.ts';
import type { RandomCase } from './make-case.ts';
import { runCase, type CaseResult } from './run-case.ts';

/** Takes each case through a free host of its family; as many at once as there are hosts. Gives the results in the order of the cases. */
export async function runSeeds(
  project: LabProject,
  hosts: Readonly<Record<Family, readonly string[]>>,
  cases: readonly RandomCase[],
  onResult: (result: CaseResult) => void,
): Promise<readonly CaseResult[]> {
  const results = new Map<number, CaseResult>();
  const work = async (host: string, queue: RandomCase[]): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const result = await runCase(project, host, next);
      results.set(next.seed, result);
      onResult(result);
    }
  };
  const families: readonly Family[] = ['debian', 'rpm'];
  await Promise.all(
    families.flatMap((family) => {
      const queue = cases.filter((one) => one.family === family);
      return hosts[family].map((host) => work(host, queue));
    }),
  );
  return cases.flatMap((one) => results.get(one.seed) ?? []);
}
