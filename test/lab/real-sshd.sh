#!/bin/sh
# One real sshd with accounts of its own, in a mount namespace of its own: what it writes to /etc, /run and /var/log is gone with it.
# usage: unshare --mount sh real-sshd.sh FOLDER PASSWORD_HASH; FOLDER holds sshd_config, and scratch/ to mount on.
set -eu
folder=$1
hash=$2
mount --make-rprivate /
mount -t tmpfs tmpfs "$folder/scratch"
mkdir "$folder/scratch/upper" "$folder/scratch/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$folder/scratch/upper,workdir=$folder/scratch/work" /etc
mount -t tmpfs tmpfs /var/log
mount -t tmpfs tmpfs /run
mkdir /run/sshd
today=$(($(date +%s) / 86400))
# NAME UID SHELL LAST_CHANGE EXPIRES (shadow(5): a last change of 0 demands a new password)
while read -r name uid shell changed expires; do
  printf '%s:x:%s:100::/tmp:%s\n' "$name" "$uid" "$shell" >>/etc/passwd
  printf '%s:%s:%s:0:99999:7::%s:\n' "$name" "$hash" "$changed" "$expires" >>/etc/shadow
done <<END
ops 61001 /bin/sh $today
stale 61002 /bin/sh 0
gone 61003 /bin/sh $today 1
closed 61004 /usr/sbin/nologin $today
END
exec /usr/sbin/sshd -D -e -f "$folder/sshd_config"
