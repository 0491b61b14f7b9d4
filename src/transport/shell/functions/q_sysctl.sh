q_sysctl() { # PATH below /proc/sys ...
  # grep reads a value at once: a shell's `read` takes byte by byte, and the kernel ends many of these files after the first read.
  n=$#
  for path do set -- "$@" "/proc/sys/$path"; done
  shift "$n"
  values=${live_ahead:-$nl$(exec grep -s '' /dev/null "$@")$nl}
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
