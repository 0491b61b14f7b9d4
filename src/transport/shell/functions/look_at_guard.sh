look_at_guard() { # NAME: the answer is a word for what became of the step, with what failed on the next lines
  tries=0
  guard_outcome "$1"
  while [ "$outcome" = firing ] && [ "$tries" -lt 40 ]; do
    sleep 1
    tries=$((tries + 1))
    guard_outcome "$1"
  done
  put "$outcome$nl$said"
}
