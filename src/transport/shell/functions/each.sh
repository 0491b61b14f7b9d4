each() { # FUNCTION NUMBERS: for those of them up to $upto, which it may make smaller; then $number is the first behind that
  for number in $2; do
    [ "$number" -le "$upto" ] || return 0
    recall "$number"
    "$1"
  done
}
