look_ahead() { # NUMBERS: asks in one go what those of them up to $upto that are open are asked then, one after the other
  fresh
  to_stat='' to_digest=''
  for number in $1; do
    [ "$number" -le "$upto" ] || break
    eval "to_ask=\$verdict_$number:\$kinds_$number"
    case $to_ask in open:*stat*) to_stat="$to_stat \"\$at_$number\"" ;; esac
    case $to_ask in open:*digest*) to_digest="$to_digest \"\$at_$number\"" ;; esac
  done
  eval "stat_lines $to_stat"
  stat_ahead=$lines
  eval "digests $to_digest"
  digest_ahead=$lines ahead=1
}
