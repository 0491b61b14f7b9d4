import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mounted cgroup hierarchy of this machine. */
export interface Hierarchy {
  /** Where it is mounted on this machine. */
  readonly folder: string;
  readonly type: 'cgroup' | 'cgroup2';
  /** Options that mount the same hierarchy again. */
  readonly options: string;
  /** Mount point inside a host, without the leading slash. */
  readonly place: string;
}

const cgroupRoot = '/sys/fs/cgroup';

/**
 * Reads the hierarchies out of the text of `/proc/self/mountinfo` (proc(5)): version 1, version 2, or both.
 * `controllers` are the names that version 1 knows: the second field of the lines of `/proc/self/cgroup` (cgroups(7)).
 */
export function parseHierarchies(mountinfo: string, controllers: ReadonlySet<string>): readonly Hierarchy[] {
  return mountinfo.split('\n').flatMap((line): Hierarchy[] => {
    const [before, after] = line.split(' - ');
    const folder = before?.split(' ')[4];
    const [type, , superOptions] = after?.split(' ') ?? [];
    if (folder === undefined || !folder.startsWith(cgroupRoot)) return [];
    const place = folder.slice(1);
    if (type === 'cgroup2') return [{ folder, type, options: 'rw', place }];
    if (type !== 'cgroup') return [];
    const own = (superOptions ?? '').split(',').filter((option) => controllers.has(option));
    const named = own.some((option) => option.startsWith('name='));
    return [{ folder, type, options: [...(named ? ['none'] : []), ...own].join(','), place }];
  });
}

/** The cgroup hierarchies of this machine. */
export function readHierarchies(): readonly Hierarchy[] {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  const controllers = new Set(lines.flatMap((line) => line.split(':')[1]?.split(',') ?? []).filter((name) => name !== ''));
  return parseHierarchies(readFileSync('/proc/self/mountinfo', 'utf8'), controllers);
}

/** Makes a group below the root of every hierarchy, and gives the lines of the file `cgroups` that `boot-host.sh` reads. */
export function makeGroups(hierarchies: readonly Hierarchy[], parent: string, member: string): string {
  const lines = hierarchies.map((hierarchy) => {
    const outer = join(hierarchy.folder, parent);
    const inner = join(outer, member);
    makeGroup(hierarchy.folder, outer);
    if (hierarchy.type === 'cgroup2') handOnControllers(outer);
    makeGroup(outer, inner);
    return `${inner} ${hierarchy.type} ${hierarchy.options} ${hierarchy.place}\n`;
  });
  return lines.join('');
}

/**
 * Removes every group below `parent` in every hierarchy, and `parent` itself when nothing is left in it.
 * Gives the folders that could not be removed, since a process is still in them.
 */
export function removeGroups(hierarchies: readonly Hierarchy[], parent: string, member?: string): readonly string[] {
  return hierarchies.flatMap((hierarchy) => {
    const outer = join(hierarchy.folder, parent);
    if (member === undefined) return removeGroup(outer);
    const left = removeGroup(join(outer, member));
    if (existsSync(outer) && groupsIn(outer).length === 0) return [...left, ...removeGroup(outer)];
    return left;
  });
}

/** Numbers of all processes in a group of any hierarchy, the groups below it included. */
export function processesIn(hierarchies: readonly Hierarchy[], parent: string): readonly number[] {
  const found = new Set<number>();
  const visit = (group: string): void => {
    if (!existsSync(group)) return;
    for (const line of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n')) if (line !== '') found.add(Number(line));
    for (const name of groupsIn(group)) visit(join(group, name));
  };
  for (const hierarchy of hierarchies) visit(join(hierarchy.folder, parent));
  return [...found];
}

function makeGroup(outer: string, group: string): void {
  mkdirSync(group, { recursive: true });
  // Version 1: a new group of cpuset has no CPU and no memory node until told (cpuset(7)).
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const from = join(outer, file);
    if (existsSync(join(group, 'cgroup.clone_children')) && existsSync(from)) writeFileSync(join(group, file), readFileSync(from, 'utf8'));
  }
}

/** Version 2: what a group was given, the groups in it get too. Only ever told to a group of the lab, never to the machine's root. */
function handOnControllers(group: string): void {
  const given = readFileSync(join(group, 'cgroup.controllers'), 'utf8').trim();
  if (given !== '')
    writeFileSync(
      join(group, 'cgroup.subtree_control'),
      given
        .split(' ')
        .map((name) => `+${name}`)
        .join(' '),
    );
}

function removeGroup(group: string): readonly string[] {
  if (!existsSync(group)) return [];
  const left = groupsIn(group).flatMap((name) => removeGroup(join(group, name)));
  if (left.length > 0) return left;
  try {
    rmdirSync(group);
    return [];
  } catch {
    return [group];
  }
}

function groupsIn(group: string): readonly string[] {
  return readdirSync(group, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
