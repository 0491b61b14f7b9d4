a_record_config() { # UNIT PATH...
  unit=$1
  shift
  fresh
  show_units "$unit"
  config_sums "$@"
  invocation=${units%"|"*}
  out=$(
    exec 2>&1
    umask 077
    if [ ! -d "$state/services" ]; then mkdir -p "$state/services" || exit 1; fi
    printf '%s\n%s' "${invocation##*"|"}" "$config" >"$state/services/.new" && exec mv -f "$state/services/.new" "$state/services/$unit"
  )
  check "$?" "$out"
}
