rest_lock() { # when a frame is over: the lease ends when it would have, and nobody has to wait for a step
  holder=''
  { read -r holder end; } 2>/dev/null <"$lock_file"
  if [ "$holder" != "$lock_run" ]; then return; fi
  read_lease
  write_lease "$lock_run" "$lease_end" idle
}
