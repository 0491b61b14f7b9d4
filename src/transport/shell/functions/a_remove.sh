a_remove() { # PATH
  out='' code=0
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    out=$(rmdir -- "$1" 2>&1)
    code=$?
  elif [ -e "$1" ] || [ -L "$1" ]; then
    out=$(rm -f -- "$1" 2>&1)
    code=$?
  fi
  check "$code" "$out"
}
