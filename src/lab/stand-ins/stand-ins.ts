import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Which kind of root file system a lab host has. */
export type LabFamily = 'debian' | 'rpm';

/** Something in a lab host that only looks like the real thing. The summary of `rehearse` and the documentation list them. */
export interface StandIn {
  readonly name: string;
  /** Why the real thing cannot be there. */
  readonly why: string;
  /** Where its behaviour and its words come from. */
  readonly source: string;
  /** What it does not do. */
  readonly lacks: string;
  /** On which hosts; both families when not given. */
  readonly family?: LabFamily;
}

const sharedKernel = 'the kernel is shared with the machine';

/** The stand-ins that `installStandIns` puts into a root file system, and those that come as packages from the lab's repositories. */
export const standIns: readonly StandIn[] = [
  {
    name: 'modprobe',
    why: `${sharedKernel} and loads no modules`,
    source: 'modprobe(8); messages of kmod 30 on Debian 12',
    lacks: 'module parameters, aliases, modprobe.d; a loaded module is a folder in /sys/module and nothing else',
  },
  {
    name: 'swapon, swapoff, /proc/swaps',
    why: 'swap space belongs to the whole machine',
    source: 'swapon(8), proc(5); messages of util-linux 2.38 on Debian 12',
    lacks: 'swap headers, UUID and LABEL, priorities, zram; /proc/swaps is a plain file and memory is never swapped',
  },
  {
    name: 'boot work for modules-load.d, fstab swap and SELinux mode',
    why: 'systemd leaves modules and swap alone in a container, and the kernel has no SELinux',
    source: 'modules-load.d(5), fstab(5); RHEL 9 documentation on selinux=0 and SELINUX=disabled',
    lacks: 'it runs once at boot; systemd has no swap units in a lab host',
  },
  {
    name: 'getenforce, setenforce, selinuxenabled, sestatus',
    why: 'the kernel has no SELinux',
    source: 'their manual pages; messages of selinux-utils 3.4 on a kernel without SELinux',
    lacks: 'nothing is enforced, no labels, booleans or policy; sestatus prints five of its lines',
    family: 'rpm',
  },
  {
    name: 'grubby, boot entry, /proc/cmdline',
    why: 'a lab host has no boot loader and shares the command line of the running kernel',
    source: "grubby(8) and grubby's script for boot entries (rhboot/grubby, grubby-bls)",
    lacks: 'one boot entry; no kernels are added or removed, /etc/default/grub and /etc/kernel/cmdline are left alone',
    family: 'rpm',
  },
  {
    name: 'kubeadm 1.20.2 (package)',
    why: 'the real one needs container images and minutes; Debian packages no kubeadm',
    source: "recorded runs of kubeadm 1.20.2 built from Debian's source package, and that source where no run was recorded",
    lacks:
      'init without --config, discovery by a file, external etcd, upgrade, certs but certificate-key, single phases but preflight and upload-certs, dry runs, help texts; ' +
      'preflight leaves out cgroup, kernel configuration, HTTP proxy and IPv6 checks; YAML with anchors or block scalars',
  },
  {
    name: 'kubelet, API server and etcd (package kubelet)',
    why: 'no container runs in a lab host',
    source: 'ports, files and order of kubeadm 1.20.2; /healthz, /livez, /readyz, /version of the API server',
    lacks:
      'pods, services and every other path of the API; one state for all control planes, kept on the first; a client certificate is shown, its key not proven; ' +
      'a node stays Ready until it is deleted',
  },
  {
    name: 'kubectl (package)',
    why: 'there is no real API server',
    source: 'its printer for nodes in Kubernetes 1.20.2',
    lacks: 'everything but get nodes, delete node, get --raw of the health paths and version --client',
  },
  {
    name: 'crictl (package cri-tools)',
    why: 'images cannot be pulled in a lab without the internet, and Debian 12 has no cri-tools',
    source: 'what kubeadm 1.20.2 calls; whether containerd answers is asked for real',
    lacks: 'pull only keeps the name of an image; its error messages are its own and say so',
  },
  {
    name: 'rpm packages',
    why: 'the lab is made of Debian packages alone',
    source: "the files of Debian's packages under RHEL's names, packed by rpmbuild",
    lacks: "RHEL's versions, paths in /etc/sysconfig, scriptlets but for users and the loader's cache, modules and weak dependencies",
    family: 'rpm',
  },
];

/** Text of /proc/swaps when no swap is on (proc(5)). */
export const noSwaps = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

/**
 * Plain files that the lab mounts over the kernel's own in each host, new at each boot: path → text. The stand-ins write them.
 * Besides, boot-host.sh mounts a writable tmpfs over /sys/module, in which `modprobe` makes a folder for each module.
 */
export function shadowFiles(family: LabFamily): Readonly<Record<string, string>> {
  return family === 'rpm' ? { '/proc/swaps': noSwaps, '/proc/cmdline': '' } : { '/proc/swaps': noSwaps };
}

const programs = join(import.meta.dirname, 'programs');

const everywhere: Readonly<Record<string, string>> = {
  '/usr/sbin/modprobe': 'modprobe.sh',
  '/usr/sbin/swapon': 'swapon.sh',
  '/usr/sbin/swapoff': 'swapoff.sh',
  '/usr/libexec/runbook-lab/boot': 'boot.sh',
};

const onRpmHosts: Readonly<Record<string, string>> = {
  '/usr/sbin/getenforce': 'getenforce.sh',
  '/usr/sbin/setenforce': 'setenforce.sh',
  '/usr/sbin/selinuxenabled': 'selinuxenabled.sh',
  '/usr/sbin/sestatus': 'sestatus.sh',
  '/usr/sbin/grubby': 'grubby.sh',
};

/** What an RPM-family host starts with: RHEL's defaults, in RHEL's places. */
const rpmFiles: Readonly<Record<string, string>> = {
  '/etc/selinux/config': 'SELINUX=enforcing\nSELINUXTYPE=targeted\n',
  '/boot/loader/entries/runbook-lab.conf':
    'title Stand-in of the RPM family (runbook lab)\nversion runbook-lab\nlinux /vmlinuz-runbook-lab\ninitrd /initramfs-runbook-lab.img\n' +
    'options root=/dev/vda1 ro crashkernel=auto\n',
  // Debian's rpm keeps its database in the caller's home folder.
  '/etc/rpm/macros': '%_dbpath /var/lib/rpm\n',
  '/etc/dnf/dnf.conf': '[main]\ngpgcheck=1\ninstallonly_limit=3\nclean_requirements_on_remove=True\nbest=True\nskip_if_unavailable=False\n',
};

/**
 * Puts the stand-ins into a root file system that no host runs on, replacing the real programs. `rootFolder` is absolute; usual
 * folders like /usr/sbin must not be symbolic links that lead out of it.
 */
export async function installStandIns(rootFolder: string, family: LabFamily): Promise<void> {
  for (const [path, program] of Object.entries({ ...everywhere, ...(family === 'rpm' ? onRpmHosts : {}) })) {
    const file = await makePlace(rootFolder, path);
    await copyFile(join(programs, program), file);
    await chmod(file, 0o755);
  }
  const unit = 'runbook-lab-boot.service';
  const unitFile = await makePlace(rootFolder, `/usr/lib/systemd/system/${unit}`);
  await copyFile(join(programs, unit), unitFile);
  await chmod(unitFile, 0o644);
  await symlink(`/usr/lib/systemd/system/${unit}`, await makePlace(rootFolder, `/etc/systemd/system/sysinit.target.wants/${unit}`));
  if (family === 'debian') return;
  for (const [path, text] of Object.entries(rpmFiles)) {
    const file = await makePlace(rootFolder, path);
    await writeFile(file, text);
    await chmod(file, 0o644);
  }
  await symlink('../selinux/config', await makePlace(rootFolder, '/etc/sysconfig/selinux'));
}

/** Makes the parents, removes what is there (a link would lead elsewhere), and gives the path below the root. */
async function makePlace(rootFolder: string, path: string): Promise<string> {
  const file = join(rootFolder, path);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  return file;
}
