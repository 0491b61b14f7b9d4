is_kept() { # the one that is $number, once its entry is on the disk
  eval "kept_$number=yes"
  due="${due:-${entry%/*}} $entry"
}
