digests() { # PATH...: a line "HEX  PATH" of each regular file
  n=$#
  for path do
    if [ -f "$path" ]; then set -- "$@" "$path"; fi
  done
  shift "$n"
  if [ $# -gt 0 ]; then sha256sum -- "$@" 2>/dev/null; fi
}
