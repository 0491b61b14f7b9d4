/**
 * What a lab host's root file system holds from the start; what these bring along is not wrapped for the RPM family again.
 * wireguard-go is there because it is the lab's replacement for a part of the kernel, which no role would install.
 */
export const basePackages: readonly string[] = [
  '?essential',
  'apt',
  'mount',
  'passwd',
  'adduser',
  'systemd',
  'systemd-sysv',
  'dbus',
  'openssh-server',
  'iproute2',
  'iputils-ping',
  'sudo',
  'procps',
  'kmod',
  'ca-certificates',
  'openssl',
  'wireguard-go',
];

/** What the root file system of an RPM-family stand-in holds on top of that. */
export const rpmBasePackages: readonly string[] = ['rpm', 'dnf'];

/** Debian packages, by Debian's names, that roles may install; all that they depend on comes with them. */
export const debianPackages: readonly string[] = [
  'haproxy',
  'wireguard-tools',
  'wireguard-go',
  'iproute2',
  'nftables',
  'conntrack',
  'socat',
  'ebtables',
  'ethtool',
  'iptables',
  'ipset',
  'containerd',
  'runc',
  'containernetworking-plugins',
  'jq',
  'curl',
  'openssl',
];

/** Programs of the machine that building the repositories needs, by the Debian package that brings them. */
export const builderPackages: readonly string[] = ['apt-utils', 'dpkg-dev', 'gnupg', 'rpm', 'createrepo-c'];

/** How a Debian package is presented to the RPM family. What has no entry keeps its Debian name. */
export interface RpmPresentation {
  /** RHEL's name for it. */
  readonly name: string;
  /** Other names under which dnf finds it. */
  readonly provides?: readonly string[];
  /** Shell run by rpm before the files are laid down. */
  readonly before?: string;
  /** Symbolic links that Debian's maintainer script makes by update-alternatives: path → target. */
  readonly links?: Readonly<Record<string, string>>;
  /** Only these paths of the Debian package, when it carries more than RHEL's package of that name. */
  readonly only?: readonly string[];
}

const nft = '/usr/sbin/xtables-nft-multi';

/** RHEL's names and habits for the packages above. */
export const rpmPresentations: Readonly<Record<string, RpmPresentation>> = {
  haproxy: {
    name: 'haproxy',
    before:
      'getent group haproxy >/dev/null || groupadd -r haproxy\n' +
      'getent passwd haproxy >/dev/null || useradd -r -g haproxy -d /var/lib/haproxy -s /usr/sbin/nologin haproxy',
  },
  conntrack: { name: 'conntrack-tools' },
  containerd: { name: 'containerd.io', provides: ['containerd'] },
  'containernetworking-plugins': { name: 'containernetworking-plugins' },
  iproute2: { name: 'iproute-tc', only: ['/usr/sbin/tc'] },
  iptables: {
    name: 'iptables-nft',
    provides: ['iptables', 'ebtables'],
    links: {
      '/usr/sbin/iptables': nft,
      '/usr/sbin/iptables-save': nft,
      '/usr/sbin/iptables-restore': nft,
      '/usr/sbin/ip6tables': nft,
      '/usr/sbin/ip6tables-save': nft,
      '/usr/sbin/ip6tables-restore': nft,
      '/usr/sbin/ebtables': nft,
    },
  },
  // RHEL 9 has no package of it: iptables-nft provides it.
  ebtables: { name: 'ebtables', only: [] },
};
