a_tell() { # SECONDS ARGV...: like a_run, for a program without input that says no more than a few lines
  limit=$1
  shift
  out=$(exec timeout -k 5 "$limit" "$@" 2>&1)
  code=$?
  timed=1
  if [ "$1" != sysctl ]; then forget_sure; fi
  check "$code" "$out"
  timed=
}
