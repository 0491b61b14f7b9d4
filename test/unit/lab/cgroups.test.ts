import { describe, expect, test } from 'vitest';
import { parseHierarchies } from '../../../src/lab/cgroups.ts';

/** Lines as proc(5) gives them; the numbers do not matter. */
const sysfs = '24 1 0:22 / /sys rw,nosuid - sysfs sysfs rw';

describe('hierarchies of control groups', () => {
  test('version 2 alone is mounted at the same place in a host', () => {
    const mountinfo = `${sysfs}\n31 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n`;
    expect(parseHierarchies(mountinfo, new Set())).toEqual([
      { folder: '/sys/fs/cgroup', type: 'cgroup2', options: 'rw', place: 'sys/fs/cgroup' },
    ]);
  });

  test('version 1 keeps controllers and names, and drops what only the first mount says', () => {
    const mountinfo = [
      sysfs,
      '31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755',
      '33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct',
      '34 31 0:31 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,release_agent=/lib/agent,name=systemd',
      '35 31 0:32 / /sys/fs/cgroup/unified rw,relatime shared:3 master:1 - cgroup2 cgroup2 rw',
      '36 1 0:40 / /mnt/elsewhere rw - cgroup cgroup rw,cpu',
      '',
    ].join('\n');
    expect(parseHierarchies(mountinfo, new Set(['cpu', 'cpuacct', 'name=systemd']))).toEqual([
      { folder: '/sys/fs/cgroup/cpu,cpuacct', type: 'cgroup', options: 'cpu,cpuacct', place: 'sys/fs/cgroup/cpu,cpuacct' },
      { folder: '/sys/fs/cgroup/systemd', type: 'cgroup', options: 'none,name=systemd', place: 'sys/fs/cgroup/systemd' },
      { folder: '/sys/fs/cgroup/unified', type: 'cgroup2', options: 'rw', place: 'sys/fs/cgroup/unified' },
    ]);
  });
});
