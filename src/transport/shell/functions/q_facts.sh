q_facts() {
  release=
  while IFS= read -r line; do
    case $line in ID=* | ID_LIKE=* | VERSION_ID=* | PRETTY_NAME=*) release=$release$line$nl ;; esac
  done 2>/dev/null </etc/os-release
  IFS= read -r kernel </proc/sys/kernel/osrelease
  # Since Linux 6.1.
  IFS= read -r architecture 2>/dev/null </proc/sys/kernel/arch || architecture=$(uname -m)
  IFS= read -r hostname </proc/sys/kernel/hostname
  IFS= read -r boot_id </proc/sys/kernel/random/boot_id
  memory=0
  while read -r key value _; do
    if [ "$key" = MemTotal: ]; then memory=$((value / 1024)); break; fi
  done </proc/meminfo
  interface=
  while read -r name destination _; do
    if [ "$destination" = 00000000 ]; then interface=$name; break; fi
  done 2>/dev/null </proc/net/route
  services=none
  if [ -d /run/systemd/system ]; then services=systemd; fi
  own_ids
  manager
  know_guards
  online=
  IFS= read -r online 2>/dev/null </sys/devices/system/cpu/online
  # Whoever was asked for files has been told the time: see stat_lines.
  clock=${stats%%"|/proc/self/$nl"*} clock=${clock%|*} clock=${clock##*|}
  case $clock in *[!0-9]*) clock= ;; esac
  # shellcheck disable=SC3028 # bash since 5.0 and busybox have it
  put "${release}hostname=$hostname
kernel=$kernel
architecture=$architecture
package_manager=$manager
service_manager=$services
boot_id=$boot_id
uid=$uid
online=$online
memory_mb=$memory
clock_s=${clock:-${EPOCHSECONDS:-$(date +%s)}}
default_interface=$interface
guards=$guards"
}
