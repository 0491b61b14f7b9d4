a_record_config() { # UNIT PATH...
  unit=$1
  shift
  invocation=$(systemctl show --property=InvocationID -- "$unit")
  sum=$(config_digest "$@")
  out=$(
    exec 2>&1
    umask 077
    mkdir -p "$state/services" && printf '%s %s\n' "${invocation#*=}" "${sum%%" "*}" >"$state/services/.new" &&
      mv -f "$state/services/.new" "$state/services/$unit"
  )
  check "$?" "$out"
}
