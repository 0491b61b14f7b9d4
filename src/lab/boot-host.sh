#!/bin/sh
# First process of a lab host, until systemd takes over. Runs with the machine's root file system, already in
# mount, pid, uts, ipc and net namespaces of its own (see host.ts).
# boot-host.sh NAME FOLDER LOWER PROGRAM
#   NAME    the host's name
#   FOLDER  the host's folder: upper/, work/, root/ and the lists cgroups and boot_id, a link sysctl; pid is written here
#   LOWER   colon-separated lower layers of the root file system, topmost first
#   PROGRAM systemd for a whole host, sshd for a bare one that has nothing else
set -eu
LC_ALL=C
export LC_ALL
name=$1 folder=$2 lower=$3 program=$4 root=$2/root

if [ "${5:-}" != joined ]; then
  # /proc is still the machine's, so this is the number by which the machine knows the process.
  read -r pid _ < /proc/self/stat
  # Each line: folder of the own group, file system type, mount options, mount point inside.
  while read -r group _; do
    echo 0 > "$group/cgroup.procs"
  done < "$folder/cgroups"
  echo "$pid" > "$folder/pid"
  # A cgroup namespace shows the groups that its maker is in as roots.
  exec unshare --cgroup sh "$0" "$name" "$folder" "$lower" "$program" joined
fi

echo "$name" > /proc/sys/kernel/hostname
mount -t overlay -o "lowerdir=$lower,upperdir=$folder/upper,workdir=$folder/work" overlay "$root"

mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
if [ -e "$root/proc/sysrq-trigger" ]; then mount --bind /dev/null "$root/proc/sysrq-trigger"; fi

# Sysctls outside net are the machine's own: the host gets plain files in their place (a stand-in). A name that the
# kernel does not have cannot be made, hence the immutable folders (where the kernel has them on tmpfs).
mount --bind "$root/proc/sys" "$root/mnt"
mount -t tmpfs -o nosuid,nodev,noexec,mode=555 tmpfs "$root/proc/sys"
cp -R "$folder/sysctl/." "$root/proc/sys/"
cat "$folder/boot_id" > "$root/proc/sys/kernel/random/boot_id"
mkdir -p "$root/proc/sys/net"
find "$root/proc/sys" -type d -exec chattr +i {} + 2> /dev/null || true
for real in net kernel/hostname kernel/domainname kernel/random/uuid; do
  if [ -e "$root/proc/sys/$real" ]; then mount --bind "$root/mnt/$real" "$root/proc/sys/$real"; fi
done
umount "$root/mnt"

mount -t sysfs -o nosuid,nodev,noexec sysfs "$root/sys"
# Modules are the machine's; the stand-in for modprobe makes a folder for each one that it has "loaded".
modules=$(ls "$root/sys/module")
mount -t tmpfs -o nosuid,nodev,noexec,mode=755 tmpfs "$root/sys/module"
for module in $modules; do
  case $module in
    overlay | br_netfilter) ;;
    *) mkdir "$root/sys/module/$module" ;;
  esac
done
if ! grep -q ' cgroup2 .* sys/fs/cgroup$' "$folder/cgroups"; then
  mount -t tmpfs -o nosuid,nodev,noexec,mode=755 tmpfs "$root/sys/fs/cgroup"
fi
while read -r _ type options place; do
  mkdir -p "$root/$place"
  mount -t "$type" -o "nosuid,nodev,noexec,$options" cgroup "$root/$place"
done < "$folder/cgroups"
mount -o remount,bind,ro,nosuid,nodev,noexec "$root/sys"

mount -t tmpfs -o nosuid,mode=755 tmpfs "$root/dev"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/full" c 1 7
mknod -m 666 "$root/dev/random" c 1 8
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/tty" c 5 0
mkdir "$root/dev/net" "$root/dev/pts" "$root/dev/shm"
mknod -m 666 "$root/dev/net/tun" c 10 200
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o nosuid,nodev tmpfs "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs "$root/run"
mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs "$root/tmp"

# Files that stand in for the kernel's own, by path; each host has its own copy, new at each boot.
if [ -d "$folder/shadow" ]; then
  mkdir "$root/run/runbook-lab"
  cp -R "$folder/shadow" "$root/run/runbook-lab/shadow"
  (cd "$folder/shadow" && find . -type f) | while read -r file; do
    mount --bind "$root/run/runbook-lab/shadow/$file" "$root/$file"
  done
fi

cd "$root"
pivot_root . mnt
umount -l /mnt
mount --make-rshared /
case $program in
  systemd) set -- /lib/systemd/systemd --system ;;
  sshd)
    mkdir /run/sshd
    set -- /usr/sbin/sshd -D -e
    ;;
esac
# What has no namespace stays out of reach: the machine's clock, kernel modules, log, ports and audit.
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=runbook-lab \
  setpriv --bounding-set -sys_time,-sys_module,-sys_rawio,-syslog,-mac_admin,-mac_override,-audit_control,-wake_alarm "$@"
