import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';

/** The patterns of `noise.txt`: globs below the upper directory. */
export function noisePatterns(): readonly string[] {
  return readFileSync(join(import.meta.dirname, 'noise.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Everything below a folder but what matches a pattern: path → kind, mode, owner, and digest, target or device. Times are left out. */
export function treeOf(folder: string, patterns: readonly string[], below = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = join(below, name);
    if (patterns.some((pattern) => matchesGlob(path, pattern))) continue;
    const stat = lstatSync(join(folder, path));
    const about = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid}`;
    if (stat.isDirectory()) {
      found.set(path, about);
      for (const [inner, what] of treeOf(folder, patterns, path)) found.set(inner, what);
    } else if (stat.isSymbolicLink()) found.set(path, `${about} → ${readlinkSync(join(folder, path))}`);
    else if (stat.isFile())
      found.set(
        path,
        `${about} ${createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex')}`,
      );
    else found.set(path, `${about} device ${stat.rdev}`);
  }
  return found;
}
