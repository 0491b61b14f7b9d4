digests() { # PATH...: sets $lines to a line "HEX  PATH" of each regular file, and adds them to $sums
  n=$#
  for path do
    if [ -f "$path" ]; then set -- "$@" "$path"; fi
  done
  shift "$n"
  lines=
  if [ $# -gt 0 ]; then lines=$($summing -- "$@" 2>/dev/null)$nl; fi
  sums=$sums$lines
}
