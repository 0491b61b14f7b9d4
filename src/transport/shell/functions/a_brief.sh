# What only makes a folder or sets a mode: no time limit would end what hangs in the file system, and of what it says nothing has to be cut off.
a_brief() { # ARGV...
  out=$(exec "$@" 2>&1)
  code=$?
  forget_sure
  check "$code" "$out"
}
