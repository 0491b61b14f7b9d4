#!/bin/sh
# STAND-IN of the rehearsal lab for swapon: swap space is the machine's. Acts on /proc/swaps, which in a lab host is a plain
# file. Knows -a (the swap lines of /etc/fstab without noauto), -s, --show with --noheadings, and files or devices by path.
# Does not read swap headers, labels or UUIDs, and knows no priorities.
set -u
LC_ALL=C
export LC_ALL
swaps=/proc/swaps

# Prints the paths of the swap lines of /etc/fstab that are not noauto (fstab(5)).
listed() {
  awk '$1 !~ /^#/ && $3 == "swap" && $4 !~ /(^|,)noauto(,|$)/ { print $1 }' /etc/fstab 2> /dev/null
}
active() {
  awk -v path="$1" 'NR > 1 && $1 == path { found = 1 } END { exit !found }' "$swaps"
}
turn_on() {
  if ! [ -e "$1" ]; then
    echo "swapon: cannot open $1: No such file or directory" >&2
    return 1
  fi
  if active "$1"; then
    echo "swapon: $1: swapon failed: Device or resource busy" >&2
    return 1
  fi
  if [ -b "$1" ]; then type='partition\t'; else type='file\t\t'; fi
  size=$(($(stat -c %s "$1") / 1024 - 4))
  if [ "$size" -lt 1 ]; then size=1; fi
  # Columns as the kernel prints them: the path padded to 40 characters, a tab more behind short numbers.
  # shellcheck disable=SC2059 # the type is part of the format
  printf "%-39s $type%s\t\t0\t\t-2\n" "$1" "$size" >> "$swaps"
}

all='' show='' headings=1
while [ $# -gt 0 ]; do
  case $1 in
    -a | --all) all=1 ;;
    -s | --summary) cat "$swaps" && exit 0 ;;
    --show) show=1 ;;
    --noheadings) headings='' ;;
    --raw | -v | --verbose) ;;
    --) shift && break ;;
    -*) echo "swapon: the rehearsal lab's stand-in has no option $1" >&2 && exit 1 ;;
    *) break ;;
  esac
  shift
done
if [ -n "$show" ] || [ -z "$all" ] && [ $# -eq 0 ]; then
  awk -v headings="$headings" '
    NR == 1 { next }
    !count++ && headings { print "NAME TYPE SIZE USED PRIO" }
    { print $1, $2, $3 "K", $4 "B", $5 }' "$swaps"
  exit 0
fi
status=0
if [ -n "$all" ]; then
  for path in $(listed); do
    active "$path" || turn_on "$path" || status=255
  done
fi
for path in "$@"; do
  turn_on "$path" || status=255
done
exit "$status"
