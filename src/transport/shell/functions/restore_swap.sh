restore_swap() {
  was=$(cat text) now=$(swap_state)
  while IFS=' ' read -r priority device; do
    case $nl$now$nl in *" $device$nl"*) continue ;; esac
    name=$(printf %b "$device")
    case $priority in
      -*) swapon -- "$name" || return 1 ;;
      *) swapon -p "$priority" -- "$name" || return 1 ;;
    esac
  done <text
  printf '%s\n' "$now" | while IFS=' ' read -r priority device; do
    case $nl$was$nl in *" $device$nl"*) continue ;; esac
    if [ "$device" ]; then timeout -k 5 600 swapoff -- "$(printf %b "$device")" || exit 1; fi
  done
}
