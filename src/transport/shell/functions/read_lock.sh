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
