each() { # FUNCTION: for those that joined, from $first to $upto, which it may make smaller
  number=$first
  while [ "$number" -le "$upto" ]; do
    recall "$number"
    "$1"
    number=$((number + 1))
  done
}
