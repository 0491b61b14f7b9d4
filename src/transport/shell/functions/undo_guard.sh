undo_guard() { # what failed is taken back at once, by the script that would do it later
  fallback=
  if [ -d /run/systemd/system ]; then systemctl start -- "runbook-guard-$guard.service" >/dev/null 2>&1
  else setsid sh "$state/guard/$guard/undo" 0 </dev/null >/dev/null 2>&1
  fi
  settled_guard "$guard" 60
  rec taken_back "$step $outcome" "$said"
  case $outcome in fired | failed) forget_guard "$guard" ;; esac
}
