settle() { # before an action that does not do so itself: brings what was kept to the disk
  if [ -z "$due" ]; then return; fi
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  out=$(exec sync $due 2>&1) || { rec unkept "$step" "$out"; exit 0; }
  due=
}
