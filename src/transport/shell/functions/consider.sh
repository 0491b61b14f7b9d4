consider() { # looks how it is before, and keeps what will change
  look_ahead
  due='' ending=''
  each consider_one
  copy_kept
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
  if is_copied; then eval "kept_$number=copy"; return; fi
  if keep_things "$stored" "path:$at"; then is_kept
  elif [ "$code" -eq "$unkept" ]; then eval "kept_$number=\$out"
  else cut unkept '' "$out"
  fi
}

is_copied() { # true for a file of which the digest is known, and which is kept with the others
  case $kinds in *digest*) ;; *) return 1 ;; esac
  [ -f "$at" ] && [ ! -L "$at" ] && size_of "$at" && [ "$size" -le "$keep_limit" ] && open_entry "$stored" && ! is_whole "$entry"
}
