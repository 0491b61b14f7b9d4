q_sysctl() { # PATH below /proc/sys ...
  n=$#
  for path do set -- "$@" "/proc/sys/$path"; done
  shift "$n"
  values=$live_ahead
  [ "$values" ] || read_values "$@"
  for path do
    case $values in
      *"$nl$path:"*)
        value=${values#*"$nl$path:"}
        # Words apart by single blanks, as sysctl.d(5) files are written.
        # shellcheck disable=SC2086
        set -- ${value%%"$nl"*}
        put "$*"
        ;;
      *) put absent ;;
    esac
  done
}
