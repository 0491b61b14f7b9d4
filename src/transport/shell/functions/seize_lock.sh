# What take_lock has found in its way is looked at: it is somebody's, or nobody's any more.
seize_lock() { # RUN SECONDS OWNER
  if ! lock_place; then rec lockless '' "$why"; return 1; fi
  for try in 1 2 3; do
    why=
    if make_lock "$@"; then own_lock "$@"; return; fi
    read_lock || continue
    if [ "$holder" = "$1" ]; then own_lock "$@"; return; fi
    if lock_lives; then rec held "$((up - since)) $((lease_end - up))" "$holder$nl$owner"; return 1; fi
    dead=$why was=$holder$nl$owner
    if take_over "$@"; then rec took "$dead" "$was"; own_lock "$@"; return; fi
  done
  rec lockless '' "$lock_file cannot be written: $why"
  return 1
}

take_over() { # RUN SECONDS OWNER: where two want to, one does; there is never none, so that nobody comes between
  seen=$holder
  {
    if command -v flock >/dev/null; then flock -w 10 9; fi
    code=1
    if read_lock && [ "$holder" = "$seen" ] && ! lock_lives; then
      out=$(exec 2>&1; old=$lock_file lock_file=$lock_file.$$; rm -f -- "$lock_file"; make_lock "$@" && mv -fT -- "$lock_file" "$old")
      code=$?
      why=$out
    fi
  } 9>>"$lock_file.order"
  return "$code"
}
