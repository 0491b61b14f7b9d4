# The lock is a file that is made only where there is none, and never changed:
#   RUN, end of the first lease / boot id / process number of the driver and when that began (proc(5), stat, field 22) / when it was taken / whose it is
# Beside it stands the lease, which is written anew: RUN, its end, and `busy` while a frame is worked on or `idle`. Times are seconds since the host
# started, since clocks of hosts may be wrong or jump.
make_lock() { # RUN SECONDS OWNER
  since_start
  IFS= read -r boot </proc/sys/kernel/random/boot_id
  process_start "$$"
  set -C
  { printf '%s %s\n%s\n%s %s\n%s\n%s\n' "$1" "$((up + $2))" "$boot" "$$" "$began" "$up" "$3" >"$lock_file"; } 2>/dev/null
  code=$?
  set +C
  return "$code"
}
