# A step that makes a group or an account where there is none. groupadd(8) and useradd(8) look themselves, and refuse a name that is taken with 9 before they
# do anything: so the host is asked how it was only then.
make_account() { # BEFORE AFTER SECONDS ARGV...
  next_step "$2"
  before=$1 limit=$3
  shift 3
  out=$(exec timeout -k 5 "$limit" "$@" 2>&1)
  code=$? timed=1
  forget_sure
  if [ "$code" -eq 9 ]; then may_go_on "$before" || return 0; fi
  check "$code" "$out"
  timed=
  # The lines that were asked in front of it still hold: it changes neither the name nor the number of a group that is there.
  finish "$groups"
}
