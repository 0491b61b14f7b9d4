import { lstatSync, existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { processesIn, readHierarchies, removeGroups } from './cgroups.ts';
import { namespaceFile, namespaceOf, type LabPaths } from './lab-paths.ts';
import type { LabState } from './lab-state.ts';
import { namespacesOf, removeNamespace, removeNamespaceMount } from './network.ts';
import { identifyProcess, isRunning, killProcess, type ProcessIdentity, waitUntil } from './processes.ts';

/** How much was taken away of a lab. */
export interface MachineRemoval {
  readonly processes: number;
  readonly namespaces: number;
}

/**
 * Removes what a lab of that name has on this machine beside its folder: processes, network namespaces and control groups, those that its state names
 * and those that only its name gives away. The state may be missing, as after a crash. What could not be removed is RB7010, all of it at once.
 */
export async function removeFromMachine(paths: LabPaths, state: LabState | undefined): Promise<MachineRemoval> {
  const namespaces = namespacesOf(paths.name);
  // First the hosts, so that those who wait for their first processes collect them; then whoever else is in the lab's network.
  const hosts = hostProcesses(paths, state);
  const left: string[] = await endAll(hosts);
  await waitUntil(() => hosts.every((one) => !existsSync(`/proc/${one.pid}`)), 2000, 20);
  // The desk is left out: who works there may be this very program.
  const others = processesInNamespaces(namespaces.filter((namespace) => namespace !== namespaceOf(paths, 'desk')));
  left.push(...(await endAll(others)));
  for (const namespace of namespaces) {
    try {
      await removeNamespace(namespace);
    } catch {
      left.push(`network namespace ${namespace}`);
    }
  }
  let groups: readonly string[] = [];
  await waitUntil(() => (groups = removeGroups(readHierarchies(), paths.group)).length === 0, 10_000, 50);
  left.push(...groups.map((group) => `control group ${group}`));
  if (state?.madeNamespaceMount !== false) await removeNamespaceMount();
  if (left.length > 0) throw new RunbookError(...left.map((what) => leftover(what)));
  return { processes: hosts.length + others.length, namespaces: namespaces.length };
}

/** True while a process other than this one is in a control group or a network namespace of a lab of that name, at its desk too. */
export function hasProcesses({ name, group }: Pick<LabPaths, 'name' | 'group'>): boolean {
  const members = processesIn(readHierarchies(), group).flatMap((pid) => identifyProcess(pid) ?? []);
  return members.length > 0 || processesInNamespaces(namespacesOf(name)).length > 0;
}

/** Kills processes; gives those that are still there. */
async function endAll(processes: readonly ProcessIdentity[]): Promise<string[]> {
  const ended = await Promise.all(processes.map(async (one) => ((await killProcess(one)) ? [] : [`process ${one.pid}`])));
  return ended.flat();
}

/** The processes that the state names, and those that are in the lab's groups. */
function hostProcesses(paths: LabPaths, state: LabState | undefined): readonly ProcessIdentity[] {
  const recorded = [
    ...[...(state?.hosts ?? []), ...(state?.bareHosts ?? [])].flatMap((host) => host.init ?? []),
    ...(state?.services ?? []),
  ].filter(isRunning);
  const byPid = new Map(recorded.map((one) => [one.pid, one]));
  for (const pid of processesIn(readHierarchies(), paths.group)) {
    const identity = byPid.has(pid) ? undefined : identifyProcess(pid);
    if (identity !== undefined) byPid.set(pid, identity);
  }
  return [...byPid.values()];
}

/** The processes whose network namespace is one of these, without this one. */
function processesInNamespaces(namespaces: readonly string[]): readonly ProcessIdentity[] {
  const wanted = new Set(namespaces.map((namespace) => namespaceInode(namespace)));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => wanted.has(linkedInode(join('/proc', name, 'ns/net')) ?? 'gone'))
    .flatMap((name) => identifyProcess(Number(name)) ?? []);
}

/** Empty for a link, which is nobody's namespace, and for one that went meanwhile. */
function namespaceInode(namespace: string): string {
  const file = namespaceFile(namespace);
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true ? String(statSync(file, { throwIfNoEntry: false })?.ino ?? '') : '';
}

function linkedInode(link: string): string | undefined {
  try {
    return /\[(\d+)\]/.exec(readlinkSync(link))?.[1];
  } catch {
    return undefined;
  }
}

function leftover(what: string): Diagnostic {
  return {
    code: 'RB7010',
    severity: 'error',
    what: `${what} of the lab could not be removed`,
    why: 'Something still uses it.',
    mend: 'End what holds it (a shell that you opened there), then `runbook lab down` again.',
  };
}
