own_lock() { # RUN SECONDS: false while the host is about to take a step of another run back, which says so
  lock_run=$1
  since_start
  write_lease "$1" "$((up + $2))" busy
  trap free_lock EXIT
  know_guards
  case $guards in *:armed* | *:firing*) rest_lock; rec undecided '' "$guards"; return 1 ;; esac
}
