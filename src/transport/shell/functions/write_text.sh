write_text() { # FILE TEXT: a text of the undo store, for the one that is $number
  umask 077
  { printf %s "$2" >"$1"; } 2>/dev/null
  code=$?
  umask 022
  if [ "$code" -eq 0 ]; then texts="$texts $1"; else cut unkept '' "$1 could not be written"; fi
  return "$code"
}
