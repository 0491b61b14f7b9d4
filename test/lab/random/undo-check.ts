import { matchesEntry } from '../../../src/core/footprint.ts';
import type { Plan, Step } from '../../../src/core/plan.ts';
import { changedPaths, thingAt, type HostTree } from '../truth/host-tree.ts';

/** A host before a run and after it was taken back. */
export interface TakenBack {
  /** The plan of the run, and the one that was made when it had been taken back. */
  readonly first: Plan;
  readonly again: Plan;
  /** Addresses of the steps that changed something. */
  readonly changed: readonly string[];
  /** Addresses that the undo named as staying. */
  readonly staying: readonly string[];
  readonly before: HostTree;
  readonly after: HostTree;
  /** Files of packages that came with the run or went with it. */
  readonly packageFiles: ReadonlySet<string>;
  readonly isNoise: (path: string) => boolean;
}

/** What is not as it was, though it could be taken back: steps that are not planned in the same way again, and paths. */
export function notTakenBack(run: TakenBack): readonly string[] {
  const stay = new Set(run.staying);
  const changed = run.first.steps.filter((step) => run.changed.includes(step.address));
  const silent = changed.filter((step) => step.undo === undefined && !stay.has(step.address));
  const again = new Map(run.again.steps.map((step) => [step.address, step]));
  const steps = changed
    .filter((step) => step.undo !== undefined && !stay.has(step.address) && step.guard.before !== undefined)
    .flatMap((step) => differenceOf(step, again.get(step.address)));
  const footprint = changed.filter((step) => stay.has(step.address)).flatMap((step) => step.footprint);
  const paths = changedPaths(run.before, run.after).filter(
    (path) =>
      !path.startsWith('/var/lib/runbook') &&
      !run.isNoise(path) &&
      !run.packageFiles.has(path) &&
      !isFolderAbove(path, run.packageFiles) &&
      !footprint.some((entry) => matchesEntry(entry, `path:${path}`)),
  );
  return [
    ...silent.map((step) => `the undo says nothing of ${step.address}, which has none`),
    ...steps,
    ...paths.map((path) => `not as before: ${path}: was ${shown(run.before, path)}, is ${shown(run.after, path)}`),
  ];
}

function differenceOf(was: Step, is: Step | undefined): readonly string[] {
  if (is === undefined) return [`${was.address} was taken back, and is as declared`];
  if (was.guard.before === is.guard.before) return [];
  const answers = was.guard.requests.flatMap((request, index) => {
    const [one, other] = [was.guard.seen?.[index], is.guard.seen?.[index]];
    return one === other ? [] : [`${JSON.stringify(request).slice(0, 120)}: was ${one}, is ${other}`];
  });
  return [`${was.address} was taken back, and is not as before: ${answers.join('; ')}`];
}

function isFolderAbove(path: string, files: ReadonlySet<string>): boolean {
  return [...files].some((file) => file.startsWith(`${path}/`));
}

function shown(tree: HostTree, path: string): string {
  const thing = thingAt(tree, path);
  return `${thing.type} ${thing.mode} ${thing.uid}:${thing.gid} ${thing.holds.slice(0, 12)}`;
}
