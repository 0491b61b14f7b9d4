# By hand (`runbook unlock`), whether or not the run lives: it finds out before its next step.
drop_lock() { # WORDS for the host's own log: prints `none`, or how the lock was found, its run, its owner and its age
  lock_place || { echo "$why"; exit 1; }
  since_start
  {
    if command -v flock >/dev/null; then flock -w 10 9; fi
    if ! read_lock; then echo none; return; fi
    lock_lives || :
    printf '%s\n' "${why:-lives}" "$holder" "$owner" "$((up - since))"
    rm -f -- "$lock_file" "$lease_file" || exit 1
    tell_log "lock of run $holder removed $1"
  } 9>>"$lock_file.order"
}
