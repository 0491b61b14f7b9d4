stop_guard() { # NAME: its timer goes
  if [ ! -e "$units_place/runbook-guard-$1.timer" ] && [ ! -e "$units_place/runbook-guard-$1.service" ]; then return; fi
  systemctl stop -- "runbook-guard-$1.timer" 2>/dev/null || :
  rm -f -- "$units_place/timers.target.wants/runbook-guard-$1.timer" "$units_place/runbook-guard-$1.timer" "$units_place/runbook-guard-$1.service"
  if [ -e "$state/guard/$1/wants" ]; then rmdir -- "$units_place/timers.target.wants" 2>/dev/null || :; fi
}
