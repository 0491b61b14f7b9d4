write_entry() { # what it says is on the disk before the first action: see settle
  umask 077
  printf '%s%s\n' "$lines" "$last" >"$entry"
  code=$?
  umask 022
  return "$code"
}
