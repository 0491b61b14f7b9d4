fill_made() { # FILE: what the command in $input prints
  # shellcheck disable=SC2086 # its words
  timeout -k 5 30 $input >"$1"
}
