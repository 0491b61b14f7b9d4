tell() { # how each came out
  look_ahead "$todo"
  bad=
  each tell_one "$these"
  case $ending:$bad in
    :) return ;;
    :* | lapsed:?*) ;;
    lapsed:*) rec lapsed "$number" "$because" ;;
    *) tell_begun; rec "$ending" "$step$words" "$because" ;;
  esac
  exit 0
}

tell_one() {
  tell_begun
  case $verdict in
    already) eval "rec already \"\$step\" \"\$said_$step\""; return ;;
    failed) eval "rec failed \"\$step 0 \$code_$step\" \"\$why_$step\""; bad=1; return ;;
  esac
  answers='' sum=
  ask_here
  if [ "$after" = - ] || meets "$after"; then rec changed "$step" "$answers"
  else rec unmet "$step" "$answers"; bad=1
  fi
}

tell_begun() {
  step=$number
  eval "was=\$was_$step kept=\$kept_$step value=\$value_$step"
  if [ "$value" ]; then rec keyed "$step" "$value"; fi
  rec begin "$step" ''
  if [ "$was" ]; then rec was "$step" "$was"; fi
  case $kept in
    '') ;;
    yes) rec kept "$step" '' ;;
    *) rec output "$step" "not kept for an undo: $kept$nl" ;;
  esac
}
