#!/bin/sh
# One real sshd with accounts of its own, in a mount namespace of its own: what it writes to /etc, /run and /var/log is gone with it.
# usage: unshare --mount sh real-sshd.sh FOLDER PASSWORD_HASH [ROOT]; FOLDER holds sshd_config, and scratch/ to mount on. With ROOT, a root file system with
# another release of OpenSSH, that one runs.
set -eu
folder=$1
hash=$2
mount --make-rprivate /
mount -t tmpfs tmpfs "$folder/scratch"
mkdir "$folder/scratch/upper" "$folder/scratch/work" "$folder/scratch/root"
root=${3:-}
if [ -n "$root" ]; then
  mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/scratch/upper,workdir=$folder/scratch/work" "$folder/scratch/root"
  root=$folder/scratch/root
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  mkdir -p "$root$folder"
  for name in sshd_config host_key authorized_keys; do
    cp -p "$folder/$name" "$root$folder/$name"
  done
else
  mount -t overlay overlay -o "lowerdir=/etc,upperdir=$folder/scratch/upper,workdir=$folder/scratch/work" /etc
fi
mount -t tmpfs tmpfs "$root/var/log"
mount -t tmpfs tmpfs "$root/run"
mkdir "$root/run/sshd"
today=$(($(date +%s) / 86400))
# NAME UID SHELL LAST_CHANGE EXPIRES (shadow(5): a last change of 0 demands a new password)
while read -r name uid shell changed expires; do
  printf '%s:x:%s:100::/tmp:%s\n' "$name" "$uid" "$shell" >>"$root/etc/passwd"
  printf '%s:%s:%s:0:99999:7::%s:\n' "$name" "$hash" "$changed" "$expires" >>"$root/etc/shadow"
done <<END
ops 61001 /bin/sh $today
stale 61002 /bin/sh 0
gone 61003 /bin/sh $today 1
closed 61004 /usr/sbin/nologin $today
END
if [ -n "$root" ]; then exec chroot "$root" /usr/sbin/sshd -D -e -f "$folder/sshd_config"; fi
exec /usr/sbin/sshd -D -e -f "$folder/sshd_config"
