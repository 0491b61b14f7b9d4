read_lease() { # after read_lock: sets $lease_end and $lease_state; there is none to be read while it is written
  lease_run='' lease_end='' lease_state=''
  { read -r lease_run lease_end lease_state; } 2>/dev/null <"$lease_file"
  if [ "$lease_run" != "$holder" ]; then lease_end=$end lease_state=busy; fi
  case $lease_end in '' | *[!0-9]*) lease_end=0 ;; esac
}
