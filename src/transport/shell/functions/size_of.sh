size_of() { # PATH of a regular file: sets $size, in bytes; what was asked of it a moment ago is enough
  size=
  case $nl$stats in
    *"|$1$nl"*)
      size=${stats%%"|$1$nl"*}; size=${size##*"$nl"}
      case $size in regular*) size=${size##*|} ;; *) size= ;; esac
      ;;
  esac
  case $size in '' | *[!0-9]*) size=$(stat -L -c %s -- "$1" 2>/dev/null) ;; esac
}
