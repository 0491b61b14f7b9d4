q_facts() {
  id='' id_like='' version_id='' pretty_name=''
  while IFS='=' read -r key value; do
    value=${value#[\"\']}
    value=${value%[\"\']}
    case $key in
      ID) id=$value ;;
      ID_LIKE) id_like=$value ;;
      VERSION_ID) version_id=$value ;;
      PRETTY_NAME) pretty_name=$value ;;
    esac
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
  processors
  put "hostname=$hostname
kernel=$kernel
architecture=$architecture
id=$id
id_like=$id_like
version_id=$version_id
pretty_name=$pretty_name
package_manager=$manager
service_manager=$services
boot_id=$boot_id
uid=$uid
cpus=$cpus
memory_mb=$memory
clock_s=$(date +%s)
default_interface=$interface
guards=$guards"
}

processors() { # sets $cpus to how many are online, by the kernel's list of ranges: 0-3,6
  cpus=0 ranges=
  IFS= read -r ranges 2>/dev/null </sys/devices/system/cpu/online
  while [ "$ranges" ]; do
    range=${ranges%%,*}
    case $ranges in *,*) ranges=${ranges#*,} ;; *) ranges= ;; esac
    case $range in *[!0-9-]* | -* | *- | *-*-*) ;; *) cpus=$((cpus + ${range#*-} - ${range%-*} + 1)) ;; esac
  done
}
