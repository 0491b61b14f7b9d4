#!/bin/sh
# STAND-IN of the rehearsal lab for setenforce: changes the mode that /run/runbook-lab/selinux holds until the next boot.
# Nothing is enforced. When the mode is Disabled it refuses as the real one does.
if [ $# -ne 1 ]; then
  echo 'usage:  setenforce [ Enforcing | Permissive | 1 | 0 ]' >&2
  exit 1
fi
if [ "$(getenforce)" = Disabled ]; then
  echo 'setenforce: SELinux is disabled' >&2
  exit 1
fi
case $(printf '%s' "$1" | tr '[:upper:]' '[:lower:]') in
  1 | enforcing) mode=Enforcing ;;
  0 | permissive) mode=Permissive ;;
  *)
    echo 'usage:  setenforce [ Enforcing | Permissive | 1 | 0 ]' >&2
    exit 1
    ;;
esac
echo "$mode" > /run/runbook-lab/selinux
