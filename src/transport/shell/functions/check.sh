check() { # CODE OUTPUT: leaves the frame when the action failed
  if [ "$1" -ne 0 ]; then
    # Of a guarded step: undo_guard.
    $fallback
    case $1 in
      124 | 137) if [ "${timed:-}" ]; then rec timed_out "$step $action $1" "$2"; exit 0; fi ;;
    esac
    rec failed "$step $action $1" "$2"
    exit 0
  fi
  action=$((action + 1)) input=
}
