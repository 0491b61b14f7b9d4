write_text() { # FILE TEXT: of the undo store; or fails, and $out says why
  umask 077
  { printf '%s\n' "$2" >"$1"; } 2>/dev/null || out=$(exec 2>&1; printf '%s\n' "$2" >"$1")
  code=$?
  umask 022
  return "$code"
}
