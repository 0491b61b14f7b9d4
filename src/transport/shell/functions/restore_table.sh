restore_table() { # FAMILY NAME: in one transaction, so that no packet finds it half there
  if is_absent; then
    if command -v nft >/dev/null; then printf 'add table %s\ndelete table %s\n' "$1" "$1" | nft -f -; fi
  else
    { printf 'add table %s\ndelete table %s\n' "$1" "$1"; cat data; } | nft -f -
  fi
}
