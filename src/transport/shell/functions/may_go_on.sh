may_go_on() { # BEFORE: looks, and is false when it looks like AFTER
  look
  judge "$1" "$after"
  case $verdict in
    already) rec already "$step" "$answers"; return 1 ;;
    refused) rec refused "$step" "$answers"; exit 0 ;;
  esac
}
