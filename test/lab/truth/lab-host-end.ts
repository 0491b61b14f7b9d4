import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { LabProject } from '../support/lab-project.ts';
import type { EndState } from './claims.ts';
import { thingAt, type HostTree } from './host-tree.ts';

/** The state of a lab host at the end of a run. */
export function endStateOf(project: LabProject, tree: HostTree): EndState {
  const root = project.rootOf(tree.host);
  const users = namesIn(join(root, 'etc/passwd'));
  const groups = namesIn(join(root, 'etc/group'));
  return {
    at: (path) => thingAt(tree, path),
    bytes: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path)) : Buffer.alloc(0)),
    userName: (uid) => users.get(uid) ?? String(uid),
    groupName: (gid) => groups.get(gid) ?? String(gid),
    below: (folder) => [...tree.upper.keys()].filter((path) => path.startsWith(`${folder}/`)),
  };
}

/** The paths of packages that are installed on a host, with everything that belongs to them; names that are not installed give none. */
export async function packageFilesOf(project: LabProject, host: string, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const list = `if command -v dpkg-query >/dev/null; then dpkg-query -L ${names.join(' ')}; else rpm -ql ${names.join(' ')}; fi 2>/dev/null || :`;
  const root = realpathSync(project.rootOf(host));
  const shown = await project.inside(host, list);
  return shown
    .split('\n')
    .filter((line) => line.startsWith('/'))
    .map((path) => withoutLinks(root, path));
}

/** Names of all packages that are installed; of one that was removed, dpkg may still keep the configuration and the name. */
export async function installedPackages(project: LabProject, host: string): Promise<readonly string[]> {
  const list = `if command -v dpkg-query >/dev/null; then dpkg-query -W -f '\${db:Status-Status} \${binary:Package}\\n' | sed -n 's/^installed //p'; else rpm -qa --qf '%{NAME}\\n'; fi`;
  return (await project.inside(host, list)).split('\n').filter((line) => line !== '');
}

/** `/lib/x` is `/usr/lib/x` where `/lib` is a link. */
function withoutLinks(root: string, path: string): string {
  const [, top = '', ...rest] = path.split('/');
  return ['bin', 'sbin', 'lib', 'lib64', 'lib32', 'libx32'].includes(top) && existsSync(join(root, 'usr', top))
    ? ['', 'usr', top, ...rest].join('/')
    : path;
}

/** Names of accounts or groups by their numbers, out of passwd(5) or group(5). */
function namesIn(file: string): ReadonlyMap<number, string> {
  const lines = readFileSync(file, 'utf8').split('\n').reverse();
  return new Map(lines.map((line) => [Number(line.split(':')[2]), line.split(':')[0] ?? '']));
}
