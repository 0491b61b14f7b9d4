import type { Facts } from '../core/facts.ts';
import type { Footprint } from '../core/footprint.ts';
import { accountFiles } from './account-files.ts';

/** Written on both families: accounts, the loader's cache, links that start units, alternatives (update-alternatives(1)), caches of what is installed. */
const BOTH = [
  ...accountFiles(['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid']),
  'path:/etc/ld.so.cache',
  'path:/var/cache/ldconfig/**',
  'path:/etc/systemd/system/*.wants/*',
  'path:/etc/systemd/system/*.requires/*',
  'path:/etc/systemd/system/*.wants',
  'path:/etc/systemd/system/*.requires',
  'path:/etc/systemd/user/*.wants/*',
  'path:/etc/alternatives/*',
  'alternatives:',
  'path:/usr/share/info/dir',
  'path:/usr/lib/udev/hwdb.bin',
  // What containerd makes when it starts, which on Debian it does as soon as it is installed.
  'path:/etc/cni',
  'path:/etc/cni/net.d',
  'path:/opt/containerd',
  'path:/opt/containerd/**',
];

/** dpkg(1), apt(8), deb-systemd-helper(1p), update-rc.d(8), debconf(7), ucf(1), ca-certificates, netbase. */
const APT = [
  'path:/var/lib/dpkg/**',
  'path:/var/lib/apt/**',
  'path:/var/cache/apt/**',
  'path:/var/cache/debconf/*',
  'path:/var/lib/ucf/**',
  'path:/var/lib/systemd/deb-systemd-helper-enabled/**',
  'path:/var/lib/systemd/deb-systemd-helper-masked/**',
  'path:/var/lib/systemd/deb-systemd-user-helper-enabled/**',
  'path:/etc/rc*.d/*',
  'path:/etc/ssl/certs/*',
  'path:/etc/networks',
  // What a configuration file of the package would hold, beside one that the administrator changed.
  'path:/etc/**.dpkg-dist',
  'path:/var/log/apt/*',
  'path:/var/log/dpkg.log',
  'path:/var/log/alternatives.log',
];

/** dnf has rpm take in the keys that the host's sources name (`gpgkey`, dnf.conf(5)) with the first package that is signed with one; rpm lists each as such a package. */
const PUBLIC_KEYS = 'package:gpg-pubkey';

/** rpm(8), whose database has two places (the older one first), dnf(8), update-alternatives(1) of that family, policy modules of packages. */
const DNF = [
  'path:/var/lib/rpm/**',
  'path:/usr/lib/sysimage/rpm/**',
  'path:/var/lib/dnf/**',
  'path:/var/cache/dnf/**',
  'path:/var/lib/alternatives/*',
  'path:/etc/selinux/targeted/**',
  'path:/var/lib/selinux/targeted/**',
  // The new configuration file beside a changed one, and a changed one of a package that goes.
  'path:/etc/**.rpmnew',
  'path:/etc/**.rpmsave',
  PUBLIC_KEYS,
  'path:/var/log/dnf.log',
  'path:/var/log/dnf.librepo.log',
  'path:/var/log/dnf.rpm.log',
  'path:/var/log/hawkey.log',
];

/** What a package transaction touches besides its packages and their files: what its tools keep, and what scripts of packages do. */
export function packageEffects(manager: Facts['package_manager']): Footprint {
  return manager === 'apt' ? [...BOTH, ...APT] : manager === 'dnf' ? [...BOTH, ...DNF] : [];
}

/** The lists of both families, in sentences. */
export function describePackageEffects(): string {
  const list = (manager: Facts['package_manager']): string => packageEffects(manager).map(describeEntry).join(', ');
  return (
    'Besides the files of the packages, their tools and scripts may write the following, and the footprint of the step says so. ' +
    `Debian family: ${list('apt')}. RHEL family: ${list('dnf')}.`
  );
}

function describeEntry(entry: string): string {
  switch (entry) {
    case 'alternatives:':
      return 'links below `/usr` to `/etc/alternatives`';
    case PUBLIC_KEYS:
      return 'public keys that the sources of the host name, into the database of rpm (`gpg-pubkey`)';
    default:
      return `\`${entry.slice('path:'.length)}\``;
  }
}
