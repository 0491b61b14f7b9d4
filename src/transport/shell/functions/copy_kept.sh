copy_kept() { # keeps those that joined as keep_things would, with five processes for all
  places='' copies='' sources='' all='' shared='' to_enter='' to_copy=''
  each note_copy "$todo_copies"
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  if [ "$unmade$places" ] && ! make_store $places; then
    number=${todo_copies# }
    number=${number%% *}
    cut unkept '' "$out"
    return
  fi
  last=absent
  each enter_copy "$to_enter"
  if [ -z "$to_copy" ]; then return; fi
  # See keep_all; cp(1) gives the folders above a file their modes by relative paths. Where one cannot be copied with the others, each is copied by itself.
  # shellcheck disable=SC2086
  if [ "$all" ] && (exec >/dev/null 2>&1; ulimit -f "$((keep_limit / 512))"; cd / && exec cp -d --preserve=all --parents -t "$all" -- $sources); then shared=1; fi
  each copy_one "$to_copy"
  # shellcheck disable=SC2086
  if [ "$copies" ]; then lines=$(exec sha256sum $copies 2>/dev/null)$nl; fi
  each check_copy "$to_copy"
  due="$due $copies $places"
  to_disk
  # What says that copies are whole goes to the disk behind them. Each is of one that writes a file, so it can go with the candidates: see bring_about.
  last=whole
  each enter_copy "$to_copy"
  later=$due due=
}

note_copy() {
  entry=$state/undo/$stored
  if [ -e "$entry.d" ]; then rm -rf "$entry.d"; fi
  if [ -z "$also" ] && [ ! -e "$at" ] && [ ! -L "$at" ]; then to_enter="$to_enter $number"; return; fi
  to_copy="$to_copy $number" places="$places $entry.d $entry.d/1" count=1
  for thing in $also; do count=$((count + 1)) places="$places $entry.d/$count"; done
  if ! is_shared; then return; fi
  # They are copied at once, into a folder of the first.
  if [ -z "$all" ]; then all=$entry.d/all places="$places $all"; fi
  sources="$sources $at"
}

is_shared() { # true for a file that can be copied with others; names that need quotes cannot
  case $at in *[!A-Za-z0-9_./@+:-]*) return 1 ;; esac
  [ -f "$at" ]
}

copy_one() {
  entry=$state/undo/$stored
  # A name that is not sent to those who do not need it.
  if [ "$also" ] && ! "keep_"live; then return; fi
  if [ ! -e "$at" ] && [ ! -L "$at" ]; then
    write_text "$entry.d/1/text" absent || { cut unkept '' "$out"; return; }
    due="$due $entry.d/1/text"
    return
  fi
  if [ "$shared" ] && is_shared; then
    copy=$all$at folder=${all}${folder%/}
    while [ "$folder" != "$all" ]; do
      case "$places " in *" $folder "*) break ;; esac
      places="$places $folder" folder=${folder%/*}
    done
  else
    copy=$entry.d/1/data
    out=$(exec 2>&1; ulimit -f "$((keep_limit / 512))"; exec cp -d --preserve=all -- "$at" "$copy") || { cut unkept '' "$out"; return; }
  fi
  eval "copy_$number=\$copy"
  copies="$copies $copy"
}

check_copy() { # it has the digest that was seen
  eval "said=\$said_$number copy=\${copy_$number-}"
  if [ -z "$copy" ]; then return; fi
  line=${lines%%" "*} lines=${lines#*"$nl"}
  case $nl$said in *"$nl$line$nl"*) ;; *) cut unkept '' "$at changed while it was kept" ;; esac
}

enter_copy() {
  eval "kept=\$kept_$number copy=\${copy_$number-}"
  if [ "$kept" ]; then return; fi
  entry=$state/undo/$stored lines="1 path:$at$nl" count=1
  for thing in $also; do count=$((count + 1)) lines="$lines$count $thing$nl"; done
  case $copy in "$all"/*) lines="${lines}in ${copy#"$state/undo/${stored%/*}/"}$nl" ;; esac
  if write_text "$entry" "$lines$last"; then is_kept; else cut unkept '' "$out"; fi
}
