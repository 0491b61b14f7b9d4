#!/bin/sh
# Builds the layer that makes a lab host a stand-in of the RPM family. Runs in a mount namespace of its own.
# rpm-layer.sh FOLDER BASE PACKAGES
#   FOLDER    existing folder; gets root/, an overlay's upper directory over the base
#   BASE      folder that base-root.sh filled
#   PACKAGES  space-separated
set -eu
LC_ALL=C
export LC_ALL
folder=$1 root=$1/root base=$2 packages=$3 merged=$1/merged

mkdir "$root" "$folder/work" "$merged"
chmod 755 "$folder" "$root"
mount -t overlay -o "lowerdir=$base/root,upperdir=$root,workdir=$folder/work" overlay "$merged"
mount -t proc proc "$merged/proc"
mount -t tmpfs -o mode=755 tmpfs "$merged/dev"
mknod -m 666 "$merged/dev/null" c 1 3
mknod -m 666 "$merged/dev/urandom" c 1 9

cp "$base/sources.list" "$merged/etc/apt/sources.list"
cp /etc/resolv.conf "$merged/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' > "$merged/usr/sbin/policy-rc.d"
chmod 755 "$merged/usr/sbin/policy-rc.d"
chroot "$merged" apt-get -q -o Acquire::Languages=none update
# shellcheck disable=SC2086 # a list of names
DEBIAN_FRONTEND=noninteractive chroot "$merged" apt-get -q -y --no-install-recommends install $packages
# As on every host that was installed by rpm: the database is there, with the files beside it that rpm never removes.
chroot "$merged" rpm --dbpath /var/lib/rpm --initdb
rm -f "$merged/usr/sbin/policy-rc.d"
: > "$merged/etc/resolv.conf"
: > "$merged/etc/apt/sources.list"
rm -rf "$merged"/var/lib/apt/lists/* "$merged"/var/cache/apt/archives/*.deb "$merged"/var/cache/apt/*.bin "$merged"/var/log/apt "$merged"/var/log/dpkg.log

rm -f "$merged/etc/os-release"
cat > "$merged/etc/os-release" <<'RELEASE'
NAME="Runbook lab stand-in of the RPM family"
PRETTY_NAME="Runbook lab stand-in of the RPM family 9 (Debian below)"
ID="runbook-lab-el"
ID_LIKE="rhel centos fedora"
VERSION="9"
VERSION_ID="9"
RELEASE

# dnf and rpm alone: nobody finds Debian's package programs.
for program in "$merged"/usr/bin/apt "$merged"/usr/bin/apt-* "$merged"/usr/bin/dpkg "$merged"/usr/bin/dpkg-*; do
  rm -f "$program"
done

umount "$merged/dev" "$merged/proc" "$merged"
rm -rf "$folder/work" "$merged"
