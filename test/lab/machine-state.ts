import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Sysctls that move by themselves on any machine: counters, random numbers. */
const restless = [
  /^fs\/(quota\/\w+|dentry-state|file-nr|inode-nr|inode-state|aio-nr)$/,
  /^kernel\/random\//,
  /^kernel\/(ns_last_pid|pty\/nr)$/,
  /^net\/netfilter\/nf_conntrack_count$/,
];

/**
 * What the machine itself is like, as lines that can be compared: sysctls, roots of the control group hierarchies, mounts and network
 * namespaces. What belongs to another lab (its names begin with another lab's name) is left out, so that one may run beside.
 */
export function machineState(lab: string): readonly string[] {
  return [...sysctls(), ...groupRoots(lab), ...mounts(lab), ...namespaces(lab)];
}

function sysctls(folder = '/proc/sys'): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sysctls(path);
    const name = path.slice('/proc/sys/'.length);
    return restless.some((pattern) => pattern.test(name)) ? [] : [`sysctl ${name} = ${readOrNothing(path)}`];
  });
}

function groupRoots(lab: string): readonly string[] {
  const roots = mountLines()
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(' ')[4] ?? '');
  return roots.flatMap((root) => [
    ...readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && (!entry.name.startsWith('runbook-') || entry.name === `runbook-${lab}`))
      .map((entry) => `group ${join(root, entry.name)}`),
    ...['cgroup.subtree_control', 'cgroup.clone_children', 'release_agent', 'notify_on_release']
      .filter((file) => existsSync(join(root, file)))
      .map((file) => `group ${join(root, file)} = ${readOrNothing(join(root, file))}`),
  ]);
}

function mounts(lab: string): readonly string[] {
  return mountLines()
    .map((line) => line.split(' ').slice(3).join(' '))
    .filter((line) => !/\/run\/netns/.test(line) || line.includes(`/run/netns/${lab}-`))
    .map((line) => `mount ${line}`);
}

function namespaces(lab: string): readonly string[] {
  if (!existsSync('/run/netns')) return [];
  return readdirSync('/run/netns')
    .filter((name) => name.startsWith(`${lab}-`))
    .map((name) => `namespace ${name}`);
}

function mountLines(): readonly string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n');
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
