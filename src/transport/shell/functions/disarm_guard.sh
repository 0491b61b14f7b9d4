disarm_guard() { # NAME: the answer is `confirmed`, or as that of look_at_guard
  place=$state/guard/$1
  if mv -fT -- "$place/armed" "$place/confirmed" 2>/dev/null; then
    sync "$place"
    forget_guard "$1"
    put confirmed
  else
    look_at_guard "$1"
  fi
}
