# One run writes to a host at a time. Its lock is a file that is made only where there is none, and never changed:
#   RUN, end of the first lease / boot id / process number of the driver and when that began (proc(5), stat, field 22) / when it was taken / whose it is
# Beside it stands the lease, which is written anew: RUN, its end, and `busy` while a frame is worked on or `idle`. Times are seconds since the host
# started, since clocks of hosts may be wrong or jump. No process is started but for the folder, or when a lock of others is in the way.
take_lock() { # RUN SECONDS OWNER: makes the lock this run's, or renews it; or fails, and says why
  lock_place || { rec lockless '' "$why"; return 1; }
  since_start
  for try in 1 2 3; do
    why=
    if make_lock "$@"; then own_lock "$@"; return; fi
    read_lock || continue
    if [ "$holder" = "$1" ]; then own_lock "$@"; return; fi
    if lock_lives; then rec held "$((up - since)) $((lease_end - up))" "$holder$nl$owner$nl$lease_state"; return 1; fi
    dead=$why was=$holder$nl$owner
    if take_over "$@"; then own_lock "$@"; rec took "$dead" "$was"; return; fi
  done
  rec lockless '' "$lock_file cannot be written: $why"
  return 1
}

make_lock() { # RUN SECONDS OWNER
  IFS= read -r boot </proc/sys/kernel/random/boot_id
  process_start "$$"
  set -C
  { printf '%s %s\n%s\n%s %s\n%s\n%s\n' "$1" "$((up + $2))" "$boot" "$$" "$began" "$up" "$3" >"$lock_file"; } 2>/dev/null
  code=$?
  set +C
  return "$code"
}

own_lock() { # RUN SECONDS
  lock_run=$1
  write_lease "$1" "$((up + $2))" busy
  trap free_lock EXIT
}

take_over() { # RUN SECONDS OWNER: where two want to, one does
  seen=$holder
  {
    if command -v flock >/dev/null; then flock -w 10 9; fi
    code=1
    if ! read_lock || { [ "$holder" = "$seen" ] && ! lock_lives; }; then
      why=$(exec rm -f -- "$lock_file" 2>&1)
      make_lock "$@"
    fi
  } 9>>"$lock_file.order"
  return "$code"
}
