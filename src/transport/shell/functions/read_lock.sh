read_lock() { # what the lock says; false where there is none
  read_lines && return
  # It was made this moment, or cut off in its making.
  [ -e "$lock_file" ] && sleep 1 && { read_lines || [ -e "$lock_file" ]; }
}

read_lines() {
  holder='' end='' boot_of='' pid_of='' began_of='' since='' owner=''
  { read -r holder end && read -r boot_of && read -r pid_of began_of && read -r since && IFS= read -r owner; } 2>/dev/null <"$lock_file"
  case $since in '' | *[!0-9]*) since=$up ;; esac
  [ "$owner" ]
}

lock_lives() { # sets $lease_end and $lease_state; false when nobody has it any more, and $why says why
  read_lease
  IFS= read -r boot </proc/sys/kernel/random/boot_id
  process_start "$pid_of"
  why=
  if [ -z "$owner" ]; then why=torn
  elif [ "$boot_of" != "$boot" ]; then why=restarted
  elif [ -z "$began" ] || [ "$began" != "$began_of" ]; then why=gone
  # What a step has begun is let finish: the driver looks before the next.
  elif [ "$lease_end" -le "$up" ] && [ "$lease_state" != busy ]; then why=over
  fi
  [ -z "$why" ]
}
