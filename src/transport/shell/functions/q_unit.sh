q_unit() { # NAME...
  show_units "$@"
  for unit do
    line=$nl$units
    line=${line#*"$nl$unit|"}
    line=${line%%"$nl"*}
    active=${line#*|} enabled=${line#*|*|}
    put "${line%%|*} ${active%%|*} ${enabled%%|*}"
  done
}
