#!/bin/sh
# Builds the root file system that every lab host stands on.
# base-root.sh FOLDER SUITE PACKAGES LOCALES UNITS
#   FOLDER    existing folder; gets root/ and sources.list, the package source that it was built from
#   SUITE     name of the Debian release
#   PACKAGES  comma-separated, on top of debootstrap's minimal variant
#   LOCALES   space-separated names to generate, such as ko_KR
#   UNITS     space-separated systemd units to mask
set -eu
LC_ALL=C
export LC_ALL
folder=$1 root=$1/root suite=$2 packages=$3 locales=$4 units=$5

debootstrap --variant=minbase --include="$packages" "$suite" "$root"
chmod 755 "$folder" "$root"

for locale in $locales; do
  chroot "$root" localedef -i "$locale" -f UTF-8 "$locale.UTF-8"
done

# Each host gets its own identity; the base has none.
rm -f "$root"/etc/ssh/ssh_host_*_key "$root"/etc/ssh/ssh_host_*_key.pub
: > "$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id" "$root/etc/hostname"
: > "$root/etc/resolv.conf"

# No package source but the lab's own, which the host's layer brings. No kernel modules.
mv "$root/etc/apt/sources.list" "$folder/sources.list"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/apt/*.bin
rm -rf "$root/lib/modules" "$root"/var/log/bootstrap.log "$root"/var/log/dpkg.log "$root"/var/log/apt/*
rm -rf "${root:?}/dev" && mkdir "$root/dev"

mkdir -p "$root/etc/systemd/system"
for unit in $units; do
  ln -sfn /dev/null "$root/etc/systemd/system/$unit"
done
ln -sfn /lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"

# The journal stays in memory: it would be written all the time, and no role is about it.
mkdir -p "$root/etc/systemd/journald.conf.d" "$root/etc/systemd/system/systemd-sysctl.service.d"
printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\n' > "$root/etc/systemd/journald.conf.d/lab.conf"
# Sysctls outside net are plain files here, which only a program that truncates writes rightly.
printf '[Service]\nExecStart=\nExecStart=/sbin/sysctl --quiet --ignore --system\n' > "$root/etc/systemd/system/systemd-sysctl.service.d/lab.conf"
