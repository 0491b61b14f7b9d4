process_start() { # PID: sets $began; empty when there is no such process
  began=
  { IFS= read -r line; } 2>/dev/null <"/proc/$1/stat" || return
  # shellcheck disable=SC2086 # numbers
  set -- ${line##*) }
  case $1 in [ZX]) ;; *) began=${20} ;; esac
}
