restore_unit() { # NAME
  name=$(unit_name "$1")
  now=$(unit_links "$name")
  printf '%s\n' "$now" | while IFS=' ' read -r target link; do
    if [ "$link" ] && ! grep -qxF -e "$target $link" links; then rm -f -- "$link" || exit 1; fi
  done || return 1
  while IFS=' ' read -r target link; do
    case $nl$now$nl in *"$nl$target $link$nl"*) continue ;; esac
    (umask 022; mkdir -p -- "${link%/*}") && ln -sfn -- "$target" "$link" || return 1
  done <links
  timeout -k 5 60 systemctl daemon-reload || return 1
  restore_state "$name"
}

restore_state() { # UNIT
  # shellcheck disable=SC2046 # three words each
  set -- "$1" $(cat text) $(unit_words "$1")
  # What links do not say is in older start scripts, which systemctl looks after.
  case $4:$7 in
    enabled:disabled) systemctl enable -- "$1" || return 1 ;;
    disabled:enabled) systemctl disable -- "$1" || return 1 ;;
  esac
  case $3:$6 in
    active:active | active:reloading | reloading:* | activating:a*) ;;
    active:* | activating:*) timeout -k 5 120 systemctl start -- "$1" ;;
    failed:failed | *:inactive) ;;
    *) timeout -k 5 120 systemctl stop -- "$1" && { systemctl reset-failed -- "$1" 2>/dev/null || :; } ;;
  esac
}
