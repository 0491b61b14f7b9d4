import type { Plan } from '../../../src/core/plan.ts';
import { unpackPlan } from '../../../src/core/plan-pack.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import { hostOf } from '../../../src/lab/lab-state.ts';
import { requireLab } from '../../../src/lab/lab-status.ts';
import { noisePatterns } from '../overlay-tree.ts';
import type { LabProject } from '../support/lab-project.ts';
import type { RanStep } from './claims.ts';
import { readHostTree, thingAt, type HostTree } from './host-tree.ts';
import { endStateOf, installedPackages, packageFilesOf } from './lab-host-end.ts';
import { judgePackages } from './package-law.ts';
import { violationsOf } from './truth-law.ts';

/** What hosts were like before a run: their file systems, and the files of each package that a plan may take away. */
export interface Before {
  readonly trees: ReadonlyMap<string, HostTree>;
  readonly packages: ReadonlyMap<string, readonly string[]>;
  readonly goingFiles: ReadonlyMap<string, readonly string[]>;
}

/** Looks at hosts before a run. `going` are packages that it may remove: what belongs to them can only be asked now. */
export async function lookBefore(project: LabProject, hosts: readonly string[], going: readonly string[] = []): Promise<Before> {
  const packages = await mapHosts(hosts, (host) => installedPackages(project, host));
  const goingFiles = await mapHosts(hosts, (host) => packageFilesOf(project, host, going));
  // Last: rpm writes its shared index when it is asked.
  return { packages, goingFiles, trees: readTrees(project, hosts) };
}

/** The file systems of hosts as they are now. */
export function readTrees(project: LabProject, hosts: readonly string[]): ReadonlyMap<string, HostTree> {
  const state = requireLab(project.lab.options);
  return new Map(hosts.map((host) => [host, readHostTree(hostOf(state, host))]));
}

/** Holds the hosts to what the plans of a run and its steps have said; see `violationsOf`. */
export async function judgeRun(project: LabProject, before: Before, events: readonly RunEvent[]): Promise<readonly string[]> {
  const hosts = [...before.trees.keys()];
  const ran = stepsThatRan(events);
  const afterwards = readTrees(project, hosts);
  const found = await Promise.all(
    hosts.map(async (host) => {
      const [tree, after] = [before.trees.get(host), afterwards.get(host)];
      if (tree === undefined || after === undefined) return [];
      const mine = ran.filter(({ step }) => step.host === host);
      const earlier = before.packages.get(host) ?? [];
      const { come, untold } = judgePackages(host, mine, earlier, await installedPackages(project, host));
      const files = await packageFilesOf(project, host, come);
      const packageFiles = new Set([...files, ...newFoldersAbove(files, tree), ...(before.goingFiles.get(host) ?? [])]);
      const judged = { before: tree, after, end: endStateOf(project, after), ran: mine, packageFiles, noise: noisePatterns() };
      return [...untold, ...violationsOf(judged)];
    }),
  );
  return found.flat();
}

/** Folders that had to be made for files of a package: not every package lists them. */
function newFoldersAbove(files: readonly string[], before: HostTree): readonly string[] {
  const above = new Set(
    files.flatMap((file) =>
      file
        .split('/')
        .slice(1, -1)
        .map((_, index, parts) => `/${parts.slice(0, index + 1).join('/')}`),
    ),
  );
  return [...above].filter((folder) => thingAt(before, folder).type === 'absent');
}

/** The steps that changed something, with the answers of their hosts. A run of stages has a plan for each. */
export function stepsThatRan(events: readonly RunEvent[]): readonly RanStep[] {
  let plan: Plan | undefined;
  const ran: RanStep[] = [];
  for (const event of events) {
    if (event.event === 'plan_ready') plan = unpackPlan(event.plan);
    if (event.event !== 'step_done' || event.status !== 'changed') continue;
    const step = plan?.steps.find((one) => one.host === event.host && one.address === event.address);
    if (step !== undefined) ran.push({ step, ...(event.after === undefined ? {} : { after: event.after }) });
  }
  return ran;
}

async function mapHosts<T>(hosts: readonly string[], make: (host: string) => Promise<T>): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all(hosts.map(async (host): Promise<[string, T]> => [host, await make(host)])));
}
