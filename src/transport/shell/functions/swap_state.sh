swap_state() { # lines `PRIORITY DEVICE` of what is in use; a blank in a name is written \040
  sed 1d /proc/swaps | while read -r device _ _ _ priority; do printf '%s %s\n' "$priority" "$device"; done
}
