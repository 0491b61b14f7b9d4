is_to_copy() { # true for one that joined and is kept with the others; sets $entry
  eval "kept=\$kept_$number"
  entry=$state/undo/$stored
  [ "$kept" = copy ]
}
