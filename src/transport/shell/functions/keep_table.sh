keep_table() { # FAMILY NAME
  if ! command -v nft >/dev/null; then printf absent >text; return; fi
  tables=$(nft list tables) || return 1
  case $nl$tables$nl in
    *"${nl}table $1$nl"*) ;;
    *) printf absent >text; return ;;
  esac
  table=$(nft list table "${1% *}" "${1#* }") || return 1
  if [ "${#table}" -gt "$keep_limit" ]; then echo "the table $1 is over 64 MiB"; return "$unkept"; fi
  printf '%s\n' "$table" >data
}
