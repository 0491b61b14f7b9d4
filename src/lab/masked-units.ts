/** A systemd unit that lab hosts do not run, and why. */
export interface MaskedUnit {
  readonly unit: string;
  readonly why: string;
}

function mask(why: string, ...units: readonly string[]): readonly MaskedUnit[] {
  return units.map((unit) => ({ unit, why }));
}

/** Units of a stock Debian that are masked in lab hosts. Nothing that a role manages is among them. */
export const maskedUnits: readonly MaskedUnit[] = [
  ...mask(
    'devices belong to the machine; a lab host has a fixed few',
    'systemd-udevd.service',
    'systemd-udev-trigger.service',
    'systemd-udev-settle.service',
    'systemd-udevd-control.socket',
    'systemd-udevd-kernel.socket',
    'kmod-static-nodes.service',
  ),
  ...mask(
    'would change what all hosts and the machine share',
    'systemd-modules-load.service',
    'systemd-binfmt.service',
    'systemd-random-seed.service',
    'systemd-pstore.service',
    'systemd-repart.service',
    'systemd-remount-fs.service',
    'systemd-hwdb-update.service',
    'proc-sys-fs-binfmt_misc.automount',
    'sys-kernel-debug.mount',
    'sys-kernel-tracing.mount',
    'sys-kernel-config.mount',
    'sys-fs-fuse-connections.mount',
    'dev-hugepages.mount',
    'dev-mqueue.mount',
  ),
  ...mask(
    'runs at times of its own and would blur what a run changed, or cost all hosts at once',
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'dpkg-db-backup.timer',
    'e2scrub_all.timer',
    'e2scrub_reap.service',
    'fstrim.timer',
    'systemd-tmpfiles-clean.timer',
  ),
  ...mask(
    'nobody is there to be asked, and each watch takes one of the 128 inotify instances that root has on a stock machine',
    'systemd-ask-password-console.path',
    'systemd-ask-password-wall.path',
  ),
  ...mask('there is no console to log in at', 'getty.target', 'console-getty.service'),
  ...mask("the kernel log is the machine's", 'systemd-journald-audit.socket'),
];
