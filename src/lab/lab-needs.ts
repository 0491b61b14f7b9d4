import { accessSync, constants } from 'node:fs';
import { RunbookError } from '../core/diagnostic.ts';

/** A program that the lab runs on this machine, and the Debian package that brings it. */
export interface Need {
  readonly program: string;
  readonly debianPackage: string;
}

/** Programs that the lab runs on this machine. */
export const needs: readonly Need[] = [
  { program: 'debootstrap', debianPackage: 'debootstrap' },
  { program: 'ip', debianPackage: 'iproute2' },
  { program: 'nft', debianPackage: 'nftables' },
  { program: 'ssh-keygen', debianPackage: 'openssh-client' },
  { program: 'unshare', debianPackage: 'util-linux' },
  { program: 'nsenter', debianPackage: 'util-linux' },
  { program: 'setpriv', debianPackage: 'util-linux' },
  { program: 'mount', debianPackage: 'mount' },
  { program: 'chattr', debianPackage: 'e2fsprogs' },
  { program: 'apt-get', debianPackage: 'apt' },
  { program: 'dpkg-scanpackages', debianPackage: 'dpkg-dev' },
  { program: 'apt-ftparchive', debianPackage: 'apt-utils' },
  { program: 'gpg', debianPackage: 'gnupg' },
  { program: 'rpmbuild', debianPackage: 'rpm' },
  { program: 'createrepo_c', debianPackage: 'createrepo-c' },
];

/** Debian packages that this machine lacks for a lab, sorted. The caller asks and installs. */
export function labNeeds(): readonly string[] {
  const missing = needs.filter((need) => !programExists(need.program)).map((need) => need.debianPackage);
  return [...new Set(missing)].sort();
}

/** Throws RB7000 off Linux, RB7001 without root. */
export function checkLabPlace(): void {
  const why = 'Its hosts are made of network, mount and process namespaces, control groups and overlay mounts.';
  const mend = 'Use a Debian 12 machine as root, or the virtual machines of the Vagrantfile: `vagrant up`.';
  if (process.platform !== 'linux') {
    throw new RunbookError({ code: 'RB7000', severity: 'error', what: `the lab needs Linux; this is ${process.platform}`, why, mend });
  }
  if (process.getuid?.() !== 0) {
    throw new RunbookError({
      code: 'RB7001',
      severity: 'error',
      what: 'the lab needs root on this machine',
      why,
      mend: 'Run it with sudo, or use the virtual machines of the Vagrantfile: `vagrant up`.',
    });
  }
}

/** The same, and RB7002 when Debian packages are missing. */
export function checkLabMachine(): void {
  checkLabPlace();
  const missing = labNeeds();
  if (missing.length > 0) {
    throw new RunbookError({
      code: 'RB7002',
      severity: 'error',
      what: `the lab needs Debian packages that this machine lacks: ${missing.join(' ')}`,
      why: 'Hosts, networks and package repositories of the lab are made with their programs.',
      mend: `apt-get install --no-install-recommends ${missing.join(' ')}`,
    });
  }
}

function programExists(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
