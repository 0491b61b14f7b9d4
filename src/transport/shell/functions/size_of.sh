size_of() { # PATH of a regular file: sets $size, in bytes; what was asked of it a moment ago is enough
  size=
  # A link has a size of its own there. To look for a line's beginning from its end takes dash long; for its last word it does not.
  case $stats in *"|$1$nl"*) if [ ! -L "$1" ]; then size=${stats%%"|$1$nl"*} size=${size##*|}; fi ;; esac
  case $size in '' | *[!0-9]*) size=$(stat -L -c %s -- "$1" 2>/dev/null) ;; esac
}
