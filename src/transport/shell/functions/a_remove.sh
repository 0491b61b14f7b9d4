a_remove() { # PATH
  if [ -d "$1" ] && [ ! -L "$1" ]; then out=$(rmdir -- "$1" 2>&1); else out=$(rm -f -- "$1" 2>&1); fi
  check "$?" "$out"
}
