q_config_in_use() { # UNIT PATH...
  unit=$1
  shift
  case $nl$units in *"$nl$unit|"*) ;; *) show_units "$unit" ;; esac
  line=$nl$units
  line=${line#*"$nl$unit|"}
  line=${line%%"$nl"*}
  case $line in *'|active|'* | *'|reloading|'*) ;; *) put stopped; return ;; esac
  entered=${line##*|} line=${line%|*} invocation=${line##*|}
  config_sums "$@"
  recorded='' was=''
  while IFS= read -r line; do
    if [ "$recorded" ]; then was=$was$line$nl; else recorded=$line; fi
  done 2>/dev/null <"$state/services/$unit"
  if [ "$recorded" ] && [ "$recorded" = "$invocation" ]; then
    if [ "$was" = "$config" ]; then put current; else put stale; fi
    return
  fi
  # No record of this start. Files that are older than the start are what it read.
  IFS=' .' read -r up _ </proc/uptime
  now=${now:-$(date +%s)}
  since=$((now - up + entered / 1000000)) newest=0
  for changed in $(stat -c %Y -- "$@" 2>/dev/null); do
    if [ "$changed" -gt "$newest" ]; then newest=$changed; fi
  done
  if [ "$newest" -lt $((since - 1)) ]; then put current; else put unproved; fi
}
