free_lock() { # the last that this shell does: it becomes the process that removes the lock
  holder=''
  { read -r holder _; } 2>/dev/null <"$lock_file"
  # Old runs of the undo store go with it: see make_store.
  # shellcheck disable=SC2086 # names without blanks
  if [ "$lock_run" ] && [ "$holder" = "$lock_run" ]; then exec rm -rf -- "$lock_file" "$lease_file" $doomed; fi
}
