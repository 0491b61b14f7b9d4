# One run writes to a host at a time. No process is started, but for the folder of the lock.
take_lock() { # RUN SECONDS OWNER: makes the lock this run's, or renews it; or fails, and says why: see seize_lock
  if ! lock_place; then rec lockless '' "$why"; return 1; fi
  holder=''
  if make_lock "$@" || { { read -r holder _; } 2>/dev/null <"$lock_file" && [ "$holder" = "$1" ]; }; then own_lock "$@"; return; fi
  rec contended '' ''
  return 1
}
