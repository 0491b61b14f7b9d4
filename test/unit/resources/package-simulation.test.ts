import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { APT_LINES, APT_SIZES, DNF_LINES } from '../../../src/core/package-simulation.ts';

/* How the shell on a host reads what package managers print, in the shells that hosts have. */
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']].map((argv) => ({ argv, name: argv[0] }));

function filter({ argv }: { readonly argv: readonly string[] }, script: string, call: string, input: string): readonly string[] {
  const [program = '', ...args] = argv;
  const ended = spawnSync(program, [...args, '-euc', `${script}${call}`], {
    input,
    encoding: 'utf8',
    // SHLVL keeps bash from taking a pipe for a remote login and reading .bashrc.
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', SHLVL: '2' },
  });
  expect({ status: ended.status, errors: ended.stderr }).toEqual({ status: 0, errors: '' });
  return ended.stdout.split('\n').filter((line) => line !== '');
}

describe.each(shells)('by $name', (shell) => {
  test.each([
    ['a new package', 'Inst haproxy (2.6.12-1+deb12u4 Debian:12.11/stable [amd64])', ['install haproxy 2.6.12-1+deb12u4']],
    ['an epoch', 'Inst vim (2:9.0.1378-2 Debian:12.11/stable [amd64])', ['install vim 2:9.0.1378-2']],
    ['another architecture', 'Inst libc6:i386 (2.36-9 Debian:12.11/stable [i386])', ['install libc6:i386 2.36-9']],
    [
      'an upgrade that breaks another for a moment',
      'Inst libc6 [2.36-9] (2.36-9+deb12u10 Debian:12.11/stable, Debian-Security:12/stable-security [amd64]) [libc-bin:amd64 on libc6:amd64] [libc-bin:amd64 ]',
      ['upgrade libc6 2.36-9 2.36-9+deb12u10'],
    ],
    ['a downgrade', 'Inst chrony [4.3-2] (4.3-2~bpo11+1 Backports:11 [amd64])', ['downgrade chrony 4.3-2 4.3-2~bpo11+1']],
    ['no origin', 'Inst app (1-1 [all])', ['install app 1-1']],
    [
      'removals',
      'Remv telnetd [0.17+2.4-2]\nRemv telnet [0.17-44] [telnetd:amd64 ]\nRemv odd',
      ['remove telnetd 0.17+2.4-2', 'remove telnet 0.17-44', 'remove odd ?'],
    ],
    [
      'all else is no part of it',
      'Reading package lists...\nThe following NEW packages will be installed:\n  haproxy\nlibx [upgradable from: 1]\nConf haproxy (2 a [amd64])\n0 upgraded, 1 newly installed, 0 to remove and 5 not upgraded.\n Inst a (1 b [all])\nInst\nInst x y z',
      [],
    ],
  ])('apt-get -s: %s', (_title, input, lines) => {
    expect(filter(shell, APT_LINES, 'apt_lines', `${input}\n`)).toEqual(lines);
  });

  test.each([
    [
      'Need to get 2249 kB of archives.\nAfter this operation, 5135 kB of additional disk space will be used.',
      ['download 2249000', 'disk 5135000'],
    ],
    [
      'Need to get 0 B/12.3 MB of archives.\nAfter this operation, 1024 B of additional disk space will be used.',
      ['download 0', 'disk 1024'],
    ],
    [
      'Need to get 1,234 kB/2,249 kB of archives.\nAfter this operation, 1.5 GB disk space will be freed.',
      ['download 1234000', 'disk -1500000000'],
    ],
    ['After this operation nothing is known', []],
  ])('apt-get --print-uris: %j', (input, lines) => {
    expect(filter(shell, APT_SIZES, 'apt_sizes', `${input}\n`)).toEqual(lines);
  });

  test('dnf 4, with names that need a line of their own, other architectures, obsoletes and streams', () => {
    const input = `Last metadata expiration check: 0:00:10 ago on Sun Nov 22 21:28:54 2026.
Dependencies resolved.
================================================================================
 Package                Arch        Version             Repository         Size
================================================================================
Installing:
 haproxy                x86_64      2.4.22-3.el9        appstream         2.2 M
Upgrading:
 bash                   x86_64      5.1.8-9.el9         baseos            1.7 M
Installing dependencies:
 a-package-with-a-very-long-name-indeed
                        noarch      1:1.0-2.el9         appstream          12 k
     replacing  old-name.noarch 0.9-1.el9
 glibc                  i686        2.34-100.el9        baseos            2.0 M
Downgrading:
 chrony                 x86_64      4.2-1.el9           baseos            315 k
Removing dependent packages:
 telnet-server          x86_64      1:0.17-85.el9       @appstream         58 k
Enabling module streams:
 nodejs                             18
Skipping packages with conflicts:
 never                  x86_64      1-1                 appstream           1 k

Transaction Summary
================================================================================
Install    3 Packages
Upgrade    1 Package

Total download size: 6.2 M
Installed size: 19 M
Operation aborted.
`;
    expect(filter(shell, DNF_LINES, 'dnf_lines x86_64', input)).toEqual([
      'install haproxy 2.4.22-3.el9',
      'upgrade bash ? 5.1.8-9.el9',
      'remove old-name 0.9-1.el9',
      'install a-package-with-a-very-long-name-indeed 1:1.0-2.el9',
      'install glibc.i686 2.34-100.el9',
      'downgrade chrony ? 4.2-1.el9',
      'remove telnet-server 1:0.17-85.el9',
      'stream nodejs 18',
      'download 6501171',
      'disk 19922944',
    ]);
  });

  test('dnf 5, which tells the old version of what it replaces', () => {
    const input = `Updating and loading repositories:
Repositories loaded.
Package              Arch   Version        Repository      Size
Installing:
 haproxy             x86_64 3.0.5-1.fc41   fedora       8.1 MiB
Upgrading:
 bash                x86_64 5.2.32-1.fc41  updates      8.2 MiB
   replacing bash    x86_64 5.2.26-3.fc40  fedora       8.2 MiB
   replacing sh-old  noarch 1-1.fc40       fedora       8.0 KiB

Transaction Summary:
 Installing:         1 package
 Upgrading:          1 package
 Replacing:          2 packages

Total size of inbound packages is 4 MiB. Need to download 4 MiB.
After this operation, 8 MiB extra will be used (install 16 MiB, remove 8 MiB).
Operation aborted by the user.
`;
    expect(filter(shell, DNF_LINES, 'dnf_lines x86_64', input)).toEqual([
      'install haproxy 3.0.5-1.fc41',
      'remove sh-old 1-1.fc40',
      'upgrade bash 5.2.26-3.fc40 5.2.32-1.fc41',
      'download 4194304',
      'disk 8388608',
    ]);
  });

  test.each([
    ['Error: Unable to find a match: nosuch'],
    ['Error: \n Problem: package app-1-1.noarch conflicts with rival\n  - conflicting requests\n(try to add --skip-broken)'],
    ['Package haproxy-2.4-1.x86_64 is already installed.\nDependencies resolved.\nNothing to do.\nComplete!'],
    [''],
  ])('dnf: nothing is done after %j', (input) => {
    expect(filter(shell, DNF_LINES, 'dnf_lines x86_64', `${input}\n`)).toEqual([]);
  });
});
