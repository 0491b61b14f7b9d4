own_lock() { # RUN SECONDS
  lock_run=$1
  since_start
  write_lease "$1" "$((up + $2))" busy
  trap free_lock EXIT
}
