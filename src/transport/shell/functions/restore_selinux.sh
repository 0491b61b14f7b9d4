restore_selinux() {
  is=$(selinux_state)
  {
    IFS= read -r mode
    case $mode:${is%%"$nl"*} in
      Enforcing:Permissive) setenforce 1 || return 1 ;;
      Permissive:Enforcing) setenforce 0 || return 1 ;;
    esac
    while IFS=' ' read -r word kernel; do
      case $is$nl in
        *"$nl$word $kernel$nl"*) ;;
        *" $kernel$nl"*)
          if [ "$word" = - ]; then set -- --remove-args selinux; else set -- --args "$word"; fi
          grubby --update-kernel "$kernel" "$@" || return 1
          ;;
      esac
    done
  } <text
}
