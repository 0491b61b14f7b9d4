import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { LabHostState } from '../../../src/lab/lab-state.ts';

/** What stands at a path of a host: owner and group by number, `holds` the SHA-256 (hex) of a file, the target of a link or the number of a device. */
export interface Thing {
  readonly type: 'absent' | 'file' | 'directory' | 'link' | 'other';
  /** Four octal digits; empty when absent. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly holds: string;
}

/** A host's file system at one moment, as its overlay has it: what its upper directory shows, and the layers below, which never change. */
export interface HostTree {
  readonly host: string;
  readonly upper: ReadonlyMap<string, Thing>;
  readonly lower: readonly string[];
}

const nothing: Thing = { type: 'absent', mode: '', uid: 0, gid: 0, holds: '' };

/** Reads the overlay of a lab host that runs. Paths begin with a slash, as on the host. */
export function readHostTree(host: LabHostState): HostTree {
  const upper = new Map<string, Thing>();
  const root = host.init === undefined ? undefined : `/proc/${host.init.pid}/root`;
  readFolder(host, root, '', upper);
  return { host: host.name, upper, lower: host.lower };
}

/** What stands at the path. */
export function thingAt(tree: HostTree, path: string): Thing {
  return tree.upper.get(path) ?? lowerThing(tree.lower, path);
}

/** The paths at which not the same stands in both trees, sorted. */
export function changedPaths(before: HostTree, after: HostTree): readonly string[] {
  const candidates = new Set([...before.upper.keys(), ...after.upper.keys()]);
  return [...candidates].filter((path) => !isSame(thingAt(before, path), thingAt(after, path))).sort();
}

/** As a person reads it. */
export function describeThing(thing: Thing): string {
  if (thing.type === 'absent') return 'nothing';
  const held = thing.holds === '' ? '' : ` ${thing.type === 'file' ? thing.holds.slice(0, 12) : `→ ${thing.holds}`}`;
  return `${thing.type} ${thing.mode} ${thing.uid}:${thing.gid}${held}`;
}

function isSame(one: Thing, other: Thing): boolean {
  return one.type === other.type && one.mode === other.mode && one.uid === other.uid && one.gid === other.gid && one.holds === other.holds;
}

function readFolder(host: LabHostState, root: string | undefined, folder: string, found: Map<string, Thing>): void {
  const names = readdirSync(join(host.upper, folder));
  for (const name of names) {
    const path = `${folder}/${name}`;
    const thing = readThing(join(host.upper, path));
    found.set(path, thing);
    if (thing.type === 'directory') readFolder(host, root, path, found);
  }
  if (root === undefined || folder === '') return;
  // A folder that was removed and made again hides what the layers below have in it, without a mark for each.
  const visible = new Set([...names, ...namesIn(join(root, folder))]);
  for (const name of host.lower.flatMap((layer) => namesIn(join(layer, folder)))) {
    if (!visible.has(name)) found.set(`${folder}/${name}`, nothing);
  }
}

function lowerThing(layers: readonly string[], path: string): Thing {
  for (const layer of layers) {
    const stat = statOf(join(layer, path));
    if (stat !== undefined) return readThing(join(layer, path));
    if (isHidden(layer, path)) return nothing;
  }
  return nothing;
}

/** True when a layer takes a folder above the path away. */
function isHidden(layer: string, path: string): boolean {
  const parts = path.split('/').slice(1, -1);
  return parts.some((_, index) => {
    const stat = statOf(join(layer, ...parts.slice(0, index + 1)));
    return stat !== undefined && !stat.isDirectory();
  });
}

function readThing(file: string): Thing {
  const stat = lstatSync(file);
  // The mark of an overlay for what is gone (kernel documentation, overlayfs: whiteouts).
  if (stat.isCharacterDevice() && stat.rdev === 0) return nothing;
  const about = { mode: (stat.mode & 0o7777).toString(8).padStart(4, '0'), uid: stat.uid, gid: stat.gid };
  if (stat.isDirectory()) return { type: 'directory', ...about, holds: '' };
  if (stat.isSymbolicLink()) return { type: 'link', ...about, holds: readlinkSync(file) };
  if (stat.isFile()) return { type: 'file', ...about, holds: createHash('sha256').update(readFileSync(file)).digest('hex') };
  return { type: 'other', ...about, holds: String(stat.rdev) };
}

function statOf(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
