each() { # FUNCTION NUMBERS: for those that joined and are among them, up to $upto, which it may make smaller
  for number in $2; do
    if [ "$number" -gt "$upto" ]; then return; fi
    recall "$number"
    "$1"
  done
}
