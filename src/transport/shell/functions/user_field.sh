user_field() { # FIELD of $line: sets $value, and for group also $number
  field=$1
  IFS=:
  # shellcheck disable=SC2086 # the fields of passwd(5)
  set -- $line
  unset IFS
  case $field in
    uid) value=$3 ;;
    group)
      number=$4 value=$4
      # The third field of group(5).
      case $groups in *":$number:"*) value=${groups%%":$number:"*} value=${value##*"$nl"} value=${value%%:*} ;; esac
      ;;
    comment) value=$5 ;;
    home) value=$6 ;;
    shell) value=$7 ;;
    *) "other_$field" ;;
  esac
}
