q_group() { # exact:NAME or any:NAME ...: its number, or only whether it is there
  names=
  for word do
    line_in "$groups" "${word#*:}" || names="$names ${word#*:}"
  done
  # shellcheck disable=SC2086 # names without blanks
  know_groups $names
  for word do
    if line_in "$groups" "${word#*:}"; then
      line=${line#*:*:}
      case $word in exact:*) put "${line%%:*}" ;; *) put present ;; esac
    else put absent
    fi
  done
}
