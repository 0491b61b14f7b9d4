consider() { # looks how it is before, and keeps what will change
  look_ahead
  due='' ending=''
  each consider_one
}

consider_one() {
  answers='' sum=
  ask_here
  judge "$before" "$after"
  eval "verdict_$number=\$verdict was_$number= kept_$number= said_$number=\$answers"
  if [ "$verdict" = refused ]; then cut refused '' "$answers"; fi
  if [ "$verdict" != open ]; then return; fi
  if [ "$before" = - ]; then eval "was_$number=\$answers"; fi
  if [ "$stored" = - ]; then return; fi
  if keep_things "$stored" "path:$at"; then
    eval "kept_$number=yes"
    due="${due:-${entry%/*}} $entry"
  elif [ "$code" -eq "$unkept" ]; then eval "kept_$number=\$out"
  else cut unkept '' "$out"
  fi
}
