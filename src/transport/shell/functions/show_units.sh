show_units() { # NAME...: adds a line "NAME|LOAD|ACTIVE|ENABLED|INVOCATION|MICROSECONDS" of each to $units
  blocks=$(systemctl show --property=LoadState,ActiveState,UnitFileState,InvocationID,ActiveEnterTimestampMonotonic -- "$@" 2>/dev/null)$nl$nl
  for unit do
    block=$nl${blocks%%"$nl$nl"*}$nl
    blocks=${blocks#*"$nl$nl"}
    units="$units$unit"
    property LoadState not-found
    property ActiveState inactive
    property UnitFileState none
    property InvocationID ''
    property ActiveEnterTimestampMonotonic 0
    units=$units$nl
  done
}

property() { # NAME DEFAULT: adds the value in $block
  value=
  case $block in *"$nl$1="*) value=${block#*"$nl$1="} value=${value%%"$nl"*} ;; esac
  units="$units|${value:-$2}"
}
