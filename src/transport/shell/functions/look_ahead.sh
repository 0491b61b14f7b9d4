look_ahead() { # asks in one go what those that were noted are asked then, one after the other
  fresh
  eval "stat_lines $to_stat"
  stat_ahead=$lines
  eval "digests $to_digest"
  digest_ahead=$lines ahead=1
}
