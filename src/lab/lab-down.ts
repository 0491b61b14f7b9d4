import { existsSync, lstatSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import { processesIn, readHierarchies, removeGroups } from './cgroups.ts';
import { withLabLock } from './lab-lock.ts';
import { checkLabMachine } from './lab-needs.ts';
import { checkOwner, releaseLab } from './lab-owner.ts';
import { namespaceFile, namespaceOf, type LabOptions, type LabPaths } from './lab-paths.ts';
import { readLabState, type LabState } from './lab-state.ts';
import { checkedPaths } from './lab-up.ts';
import { namespacesOf, removeNamespace, removeNamespaceMount } from './network.ts';
import { identifyProcess, isRunning, killProcess, type ProcessIdentity, waitUntil } from './processes.ts';

/** What `labDown` took away. */
export interface LabRemoval {
  readonly processes: number;
  readonly namespaces: number;
  /** False when there was nothing of this lab at all. */
  readonly found: boolean;
}

/**
 * Removes everything of a lab: what its state names and, after a crash, what only its name gives away: processes in its groups and
 * namespaces, namespaces that begin with its name, groups, its folder. What could not be removed is RB7010, all of it at once.
 * The cached root file systems stay.
 */
export async function labDown(options: LabOptions): Promise<LabRemoval> {
  checkLabMachine();
  const paths = checkedPaths(options);
  return withLabLock(paths, () => removeLab(paths));
}

async function removeLab(paths: LabPaths): Promise<LabRemoval> {
  checkOwner(paths);
  const state = readStateOrNothing(paths);
  const namespaces = namespacesOf(paths.name);
  const found = existsSync(paths.folder) || namespaces.length > 0;
  // First the hosts, so that those who wait for their first processes collect them; then whoever else is in the lab's network.
  const hosts = hostProcesses(paths, state);
  const left: string[] = await endAll(hosts);
  await waitUntil(() => hosts.every((one) => !existsSync(`/proc/${one.pid}`)), 2000, 20);
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
  rmSync(paths.folder, { recursive: true, force: true });
  releaseLab(paths);
  return { processes: hosts.length + others.length, namespaces: namespaces.length, found };
}

/** A state that cannot be read does not keep `lab down` from finding what is there. */
function readStateOrNothing(paths: LabPaths): LabState | undefined {
  try {
    return readLabState(paths.stateFile);
  } catch {
    return undefined;
  }
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

/** The processes whose network namespace is one of these. The desk is never among them: who works there may be this very program. */
function processesInNamespaces(namespaces: readonly string[]): readonly ProcessIdentity[] {
  const wanted = new Set(namespaces.map((namespace) => namespaceInode(namespace)));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => wanted.has(linkedInode(join('/proc', name, 'ns/net')) ?? 'gone'))
    .flatMap((name) => identifyProcess(Number(name)) ?? []);
}

function namespaceInode(namespace: string): string {
  const file = namespaceFile(namespace);
  return lstatSync(file).isFile() ? String(statSync(file).ino) : '';
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
