consider() { # looks how it is before, and keeps what will change
  look_ahead
  due='' ending=''
  each consider_one
  copy_kept
}

consider_one() {
  answers='' sum=
  ask_here
  # As long as its key is not made it cannot look like AFTER.
  case $form in keyed:*) meets "$before" || "fill_${form%%:*}" || : ;; esac
  judge "$before" "$after"
  eval "verdict_$number=\$verdict was_$number= kept_$number= said_$number=\$answers"
  if [ "$verdict" = refused ]; then cut refused '' "$answers"; fi
  if [ "$verdict" != open ]; then return; fi
  if [ "$before" = - ]; then eval "was_$number=\$answers"; fi
  if [ "$stored" = - ]; then return; fi
  if is_copied; then eval "kept_$number=copy"; return; fi
  # shellcheck disable=SC2086 # names without blanks
  if keep_things "$stored" "path:$at" $also; then is_kept
  elif [ "$code" -eq "$unkept" ]; then eval "kept_$number=\$out"
  else cut unkept '' "$out"
  fi
}

is_copied() { # true for what is kept with the others: a file of which the digest is known; where parameters of the kernel are kept too, also none
  if [ -f "$at" ] && [ ! -L "$at" ]; then
    case $kinds in *digest*) ;; *) return 1 ;; esac
    size_of "$at" && [ "$size" -le "$keep_limit" ] || return 1
  elif [ -z "$also" ] || [ -e "$at" ] || [ -L "$at" ]; then return 1
  fi
  open_entry "$stored" && ! is_whole "$entry"
}
