#!/bin/sh
# pyinfra.sh converge|check N: the adapter of pyinfra in the peers' lab. LAB is the lab's folder; pyinfra is found in PATH.
set -eu
here=$(CDPATH='' cd -P -- "${0%/*}" && pwd -P)
export HOSTS="$2" PYTHONDONTWRITEBYTECODE=1
cd "$here/pyinfra"
case $1 in
    converge) exec pyinfra --parallel 50 -y inventory.py deploy.py ;;
    check) exec pyinfra --parallel 50 --dry --diff inventory.py deploy.py ;;
    *) echo "pyinfra.sh converge|check N" >&2; exit 64 ;;
esac
