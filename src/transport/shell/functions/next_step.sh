next_step() { # AFTER
  step=$((step + 1)) after=$1 action=0 input='' due=
  if ! in_lease; then rec lapsed "$step" "$why"; exit 0; fi
  rec begin "$step" ''
}
