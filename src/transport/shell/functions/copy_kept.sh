copy_kept() { # keeps the files of those that joined, as keep_things would, with one process for each and four for all
  places='' copies='' foremost=
  each note_copy
  if [ -z "$places" ]; then return; fi
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  if out=$(exec 2>&1; umask 077; exec mkdir $places); then
    each copy_one
    # shellcheck disable=SC2086
    lines=$(exec sha256sum $copies 2>/dev/null)$nl
    each check_copy
    # shellcheck disable=SC2086
    if out=$(exec sync $copies $places 2>&1); then
      each enter_copy
      return
    fi
  fi
  number=$foremost
  cut unkept '' "$out"
}

note_copy() {
  eval "kept=\$kept_$number"
  entry=$state/undo/$stored
  if [ "$kept" != copy ]; then return; fi
  if [ -e "$entry.d" ]; then rm -rf "$entry.d"; fi
  places="$places $entry.d $entry.d/1" foremost=${foremost:-$number}
}

copy_one() {
  eval "kept=\$kept_$number"
  entry=$state/undo/$stored
  if [ "$kept" != copy ]; then return; fi
  # See keep_all.
  if out=$(exec 2>&1; ulimit -f "$((keep_limit / 512))"; exec cp -d --preserve=all -- "$at" "$entry.d/1/data"); then copies="$copies $entry.d/1/data"
  else cut unkept '' "$out"
  fi
}

check_copy() { # it has the digest that was seen
  eval "kept=\$kept_$number said=\$said_$number"
  if [ "$kept" != copy ]; then return; fi
  line=${lines%%" "*} lines=${lines#*"$nl"}
  case $nl$said in *"$nl$line$nl"*) ;; *) cut unkept '' "$at changed while it was kept" ;; esac
}

enter_copy() {
  eval "kept=\$kept_$number"
  entry=$state/undo/$stored
  if [ "$kept" != copy ]; then return; fi
  lines="1 path:$at$nl" last=whole
  if write_entry 2>/dev/null || out=$(exec 2>&1; write_entry); then is_kept; else cut unkept '' "$out"; fi
}
