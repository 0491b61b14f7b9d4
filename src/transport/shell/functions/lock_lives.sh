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
