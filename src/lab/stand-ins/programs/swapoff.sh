#!/bin/sh
# STAND-IN of the rehearsal lab for swapoff: swap space is the machine's. Acts on /proc/swaps, which in a lab host is a plain
# file: -a empties it (what it holds and what /etc/fstab names is the same to the file), a path removes its line.
set -u
LC_ALL=C
export LC_ALL
swaps=/proc/swaps

# The file is a mount point, so it is written in place.
keep() {
  kept=$(awk "$@" "$swaps") && printf '%s\n' "$kept" > "$swaps"
}

status=0 all=''
while [ $# -gt 0 ]; do
  case $1 in
    -a | --all) all=1 ;;
    -v | --verbose) ;;
    --) shift && break ;;
    -*) echo "swapoff: the rehearsal lab's stand-in has no option $1" >&2 && exit 1 ;;
    *) break ;;
  esac
  shift
done
if [ -n "$all" ]; then keep 'NR == 1'; fi
for path in "$@"; do
  if ! [ -e "$path" ]; then
    echo "swapoff: $path: swapoff failed: No such file or directory" >&2
    status=4
  elif ! awk -v path="$path" 'NR > 1 && $1 == path { found = 1 } END { exit !found }' "$swaps"; then
    echo "swapoff: $path: swapoff failed: Invalid argument" >&2
    status=4
  else
    # shellcheck disable=SC2016 # an awk program
    keep -v path="$path" 'NR == 1 || $1 != path'
  fi
done
exit "$status"
