import type { Plan } from '../../../src/core/plan.ts';
import { unpackPlan } from '../../../src/core/plan-pack.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import { hostOf } from '../../../src/lab/lab-state.ts';
import { requireLab } from '../../../src/lab/lab-status.ts';
import type { LabProject } from '../support/lab-project.ts';
import type { RanStep } from './claims.ts';
import { readHostTree, thingAt, type HostTree } from './host-tree.ts';
import { endStateOf, installedPackages, packageFilesOf } from './lab-host-end.ts';
import { judgePackages } from './package-law.ts';
import { footprintOf, OWN, unannounced, violationsOf, type Judged } from './truth-law.ts';

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
  const ran = stepsThatRan(events);
  return judgeHosts(project, before, ran, ({ after, ...judged }) => violationsOf({ ...judged, after, end: endStateOf(project, after) }));
}

/**
 * What an undo of a run has left of it, by host and path. What the run's steps announced and cannot take back may stay: steps without an undo, packages, and
 * what tools keep of accounts (copies of their files, home folders, mailboxes).
 */
export async function leftByUndo(project: LabProject, before: Before, events: readonly RunEvent[]): Promise<readonly string[]> {
  const ran = stepsThatRan(events);
  return judgeHosts(project, before, ran, ({ before: earlier, after, ran: mine, packageFiles }) => {
    const stays = footprintOf(mine.filter(({ step }) => step.undo === undefined));
    const kept = footprintOf(mine.filter(({ step }) => /^(?:user|group):/u.test(step.address))).filter((entry) => !ACCOUNTS.test(entry));
    return unannounced({ before: earlier, after, footprint: [...OWN, ...stays, ...kept], packageFiles });
  });
}

/** The files of accounts themselves, which an undo brings back. */
const ACCOUNTS = /^path:\/etc\/(?:passwd|shadow|group|gshadow|subuid|subgid)$/u;

type OneHost = Omit<Judged, 'end'>;

async function judgeHosts(
  project: LabProject,
  before: Before,
  ran: readonly RanStep[],
  judge: (host: OneHost) => readonly string[],
): Promise<readonly string[]> {
  const afterwards = readTrees(project, [...before.trees.keys()]);
  const found = await Promise.all(
    [...before.trees].map(async ([host, tree]) => {
      const after = afterwards.get(host);
      if (after === undefined) return [`${host}: its overlay shows nothing`];
      const mine = ran.filter(({ step }) => step.host === host);
      const { come, untold } = judgePackages(host, mine, before.packages.get(host) ?? [], await installedPackages(project, host));
      const files = await packageFilesOf(project, host, come);
      const packageFiles = new Set([...files, ...newFoldersAbove(files, tree), ...(before.goingFiles.get(host) ?? [])]);
      return [...untold, ...judge({ before: tree, after, ran: mine, packageFiles })];
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
