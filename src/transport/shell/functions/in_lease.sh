in_lease() { # before a step: false when it must not begin, and $why says why. No process.
  if [ -z "$lock_run" ]; then return; fi
  holder='' lease_run='' lease_end=''
  { read -r holder _; } 2>/dev/null <"$lock_file"
  if [ "$holder" != "$lock_run" ]; then why=lost; return 1; fi
  { read -r lease_run lease_end _; } 2>/dev/null <"$lease_file"
  since_start
  # It cannot be read while it is renewed.
  if [ "$lease_run" != "$lock_run" ] || [ "${lease_end:-0}" -gt "$up" ]; then return; fi
  why=over
  if [ "$lease_end" = 0 ]; then why=stop; fi
  return 1
}
