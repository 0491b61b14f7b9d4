fill_made() { # FILE: what the command in $input prints: it computes, so that no time limit would end it sooner
  # shellcheck disable=SC2086 # its words
  $input >"$1"
}
