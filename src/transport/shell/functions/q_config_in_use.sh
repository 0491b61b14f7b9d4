q_config_in_use() { # UNIT PATH...
  unit=$1
  shift
  props=$(systemctl show --property=ActiveState,InvocationID,ActiveEnterTimestampMonotonic -- "$unit" 2>/dev/null)
  active='' invocation='' entered=0
  while IFS= read -r line; do
    case $line in
      ActiveState=*) active=${line#*=} ;;
      InvocationID=*) invocation=${line#*=} ;;
      ActiveEnterTimestampMonotonic=*) entered=${line#*=} ;;
    esac
  done <<EOF
$props
EOF
  case $active in active|reloading) ;; *) put stopped; return ;; esac
  sum=$(config_digest "$@")
  sum=${sum%%" "*}
  if IFS=' ' read -r recorded was 2>/dev/null <"$state/services/$unit" && [ "$recorded" = "$invocation" ]; then
    if [ "$was" = "$sum" ]; then put current; else put stale; fi
    return
  fi
  # No record of this start. Files that are older than the start are what it read.
  IFS=' .' read -r up rest </proc/uptime
  since=$(($(date +%s) - up + entered / 1000000))
  newest=$(stat -c %Y -- "$@" 2>/dev/null | sort -n | tail -n 1)
  if [ "${newest:-0}" -lt $((since - 1)) ]; then put current; else put unproved; fi
}
