look_ahead() { # asks in one go what those that are open are asked then, one after the other
  fresh
  to_stat='' to_digest=''
  each note_questions
  eval "stat_lines $to_stat"
  stat_ahead=$lines
  eval "digests $to_digest"
  digest_ahead=$lines ahead=1
}

note_questions() {
  case $verdict:$kinds in open:*stat*) to_stat="$to_stat \"\$at_$number\"" ;; esac
  case $verdict:$kinds in open:*digest*) to_digest="$to_digest \"\$at_$number\"" ;; esac
}
