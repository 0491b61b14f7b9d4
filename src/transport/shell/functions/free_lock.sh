free_lock() { # the last that this shell does: it becomes the process that removes the lock
  holder=''
  { read -r holder _; } 2>/dev/null <"$lock_file"
  if [ "$lock_run" ] && [ "$holder" = "$lock_run" ]; then exec rm -f -- "$lock_file" "$lease_file"; fi
}
