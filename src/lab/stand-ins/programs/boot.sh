#!/bin/sh
# STAND-IN of the rehearsal lab: does at boot what systemd and the kernel do outside a container. Loads the modules that
# modules-load.d(5) names, turns on the swap of /etc/fstab, and on hosts with /etc/selinux/config takes over the boot entry's
# arguments as /proc/cmdline and sets the SELinux mode (RHEL 9: selinux=0 or SELINUX=disabled is Disabled).
set -u
LC_ALL=C
export LC_ALL
for file in /etc/modules-load.d/*.conf /usr/lib/modules-load.d/*.conf; do
  if ! [ -f "$file" ]; then continue; fi
  sed -e 's/[#;].*//' "$file" | while read -r name _; do
    if [ -n "$name" ]; then modprobe "$name"; fi
  done
done
swapon -a
if [ -f /etc/selinux/config ]; then
  mkdir -p /run/runbook-lab
  arguments=$(sed -n 's/^options[[:space:]][[:space:]]*//p' /boot/loader/entries/*.conf)
  if [ -w /proc/cmdline ]; then printf '%s\n' "$arguments" > /proc/cmdline; fi
  case " $arguments " in
    *' selinux=0 '*) mode=disabled ;;
    *' enforcing=0 '*) mode=permissive ;;
    *) mode=$(sed -n 's/^SELINUX=//p' /etc/selinux/config) ;;
  esac
  case $mode in
    enforcing) echo Enforcing ;;
    permissive) echo Permissive ;;
    *) echo Disabled ;;
  esac > /run/runbook-lab/selinux
fi
exit 0
