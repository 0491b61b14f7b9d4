judge() { # BEFORE AFTER: sets $verdict to what the answers say of a step that has done nothing yet
  verdict=open
  # What is seldom known by its text comes last.
  if [ "$1" != "$2" ] && meets "$1"; then return; fi
  if meets "$2"; then verdict=already; return; fi
  if [ "$1" != - ]; then verdict=refused; fi
}
