user_field() { # FIELD LINE: sets $value, and for group also $number
  part=${2#*:*:}
  case $1 in
    uid) value=${part%%:*} ;;
    group)
      number=${part#*:} number=${number%%:*} value=$number
      # The third field of group(5).
      case $groups in *":$number:"*) value=${groups%%":$number:"*} value=${value##*"$nl"} value=${value%%:*} ;; esac
      ;;
    comment) value=${part#*:*:} value=${value%%:*} ;;
    home) value=${part#*:*:*:} value=${value%%:*} ;;
    shell) value=${2##*:} ;;
    *) "other_$1" "$2" ;;
  esac
}
