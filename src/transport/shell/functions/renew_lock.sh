renew_lock() { # RUN SECONDS: prolongs the lease while a frame is worked on, or between two; with 0 the steps that were sent stop before the next
  lock_place || return 0
  since_start
  holder=''
  { read -r holder end; } 2>/dev/null <"$lock_file"
  if [ "$holder" != "$1" ]; then return; fi
  read_lease
  if [ "$2" -eq 0 ]; then up=0; fi
  write_lease "$1" "$((up + $2))" "$lease_state"
}
