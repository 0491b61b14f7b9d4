settled_guard() { # NAME SECONDS: as guard_outcome, but waits for so long while the host is taking the step back
  tries=0
  guard_outcome "$1"
  while [ "$outcome" = firing ] && [ "$tries" -lt "$2" ]; do
    sleep 1
    tries=$((tries + 1))
    guard_outcome "$1"
  done
}
