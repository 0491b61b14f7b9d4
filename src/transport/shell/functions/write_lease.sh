write_lease() { # RUN END STATE
  { printf '%s %s %s\n' "$1" "$2" "$3" >"$lease_file"; } 2>/dev/null
}
