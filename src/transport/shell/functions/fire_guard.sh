# In the script of a guard, which the timer runs: takes the step back, unless somebody was faster.
fire_guard() { # nothing when systemd starts it, which never does so twice at once; else SECONDS to wait for
  # Names that no other function gives another value.
  guard_place=${0%/*}
  guard=${guard_place##*/} state=${guard_place%/guard/*}
  if [ "${1:-}" ]; then
    wait_guard "$1"
    mv -fT -- "$guard_place/armed" "$guard_place/firing" 2>/dev/null || return
  elif ! mv -fT -- "$guard_place/armed" "$guard_place/firing" 2>/dev/null && [ ! -e "$guard_place/firing" ]; then
    stop_guard "$guard"
    return
  fi
  sync "$guard_place"
  failures=0 said='' input=''
  undo_step
  { printf '%s\n%s' "$failures" "$said" >"$guard_place/firing" && sync "$guard_place/firing"; } 2>/dev/null || :
  mv -fT -- "$guard_place/firing" "$guard_place/fired"
  sync "$guard_place" "$state/guard"
  stop_guard "$guard"
}

wait_guard() { # SECONDS, by the time since the boot
  if [ "$1" -eq 0 ]; then return; fi
  : >"$guard_place/waits"
  IFS=' .' read -r up _ </proc/uptime
  end=$((up + $1))
  while [ "$up" -lt "$end" ] && [ -e "$guard_place/armed" ]; do
    sleep 1
    IFS=' .' read -r up _ </proc/uptime
  done
}

note() { # CODE OUTPUT: what an action is judged by: the rest goes on
  if [ "$1" -ne 0 ]; then failures=$((failures + 1)) said="$said$2$nl"; fi
  input=
}
