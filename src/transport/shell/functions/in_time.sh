in_time() { # SECONDS: before an action of a guarded step: sets $least to them, or to what is left when that is less; fails the step when nothing is
  IFS=' .' read -r up _ </proc/uptime
  least=$((ends - up))
  if [ "$least" -lt 1 ] || [ ! -e "$state/guard/$guard/armed" ]; then check 1 'the time in which it had to be done was over'; fi
  if [ "$least" -gt "$1" ]; then least=$1; fi
}
