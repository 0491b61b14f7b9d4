# Numbers of those that have something to do: $todo; of them $todo_folders and $todo_files, and those that are kept by a copy: $todo_copies.
consider() { # looks how it is before, and keeps what will change
  look_ahead "$these"
  due='' later='' ending='' todo='' todo_folders='' todo_copies=''
  each consider_one "$these"
  if [ "$todo_copies" ]; then copy_kept; fi
  live_ahead=
}

consider_one() {
  answers='' sum=
  # A name that is not sent to those who do not need it.
  if [ "$also" ]; then "know_"live; fi
  ask_here
  # As long as its key is not made it cannot look like AFTER.
  case $form in keyed:*) meets "$before" || "fill_${form%%:*}" || : ;; esac
  judge "$before" "$after"
  eval "verdict_$number=\$verdict was_$number= kept_$number= said_$number=\$answers"
  if [ "$verdict" = refused ]; then cut refused '' "$answers"; fi
  if [ "$verdict" != open ]; then return; fi
  todo="$todo $number"
  case $form in
    folder) todo_folders="$todo_folders $number" ;;
    *) todo_files="$todo_files $number" ;;
  esac
  if [ "$before" = - ]; then eval "was_$number=\$answers"; fi
  if [ "$stored" = - ]; then return; fi
  if is_copied; then todo_copies="$todo_copies $number"; return; fi
  # shellcheck disable=SC2086 # names without blanks
  if keep_things "$stored" "path:$at" $also; then is_kept
  elif [ "$code" -eq "$unkept" ]; then eval "kept_$number=\$out"
  else cut unkept '' "$out"
  fi
}

is_copied() { # true for what is kept with the others: a file of which the digest is known; or nothing
  if [ -f "$at" ] && [ ! -L "$at" ]; then
    case $kinds in *digest*) ;; *) return 1 ;; esac
    size_of "$at" && [ "$size" -le "$keep_limit" ] || return 1
  elif [ -e "$at" ] || [ -L "$at" ]; then return 1
  fi
  open_entry "$stored" && ! is_whole "$entry"
}
