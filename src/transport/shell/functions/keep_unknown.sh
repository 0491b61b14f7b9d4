keep_unknown() { # THING of no kind that there is
  echo "nothing is known of how to keep $1"
  return 1
}
