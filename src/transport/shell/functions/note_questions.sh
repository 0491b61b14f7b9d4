note_questions() { # of the one that is $number, as long as it did not fail
  case $verdict:$kinds in open:*stat*) to_stat="$to_stat \"\$at_$number\"" ;; esac
  case $verdict:$kinds in open:*digest*) to_digest="$to_digest \"\$at_$number\"" ;; esac
}
