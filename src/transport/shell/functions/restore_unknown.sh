restore_unknown() { # THING of no kind that there is
  echo "nothing is known of how to put $1 back"
  return 1
}
