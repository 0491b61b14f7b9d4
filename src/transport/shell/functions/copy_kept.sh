copy_kept() { # keeps the files of those that joined, as keep_things would, with four processes for all
  places='' copies='' texts='' foremost='' with='' sources='' into='' all='' shared=''
  each note_copy "$todo_copies"
  if [ -z "$places" ]; then return; fi
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  if out=$(exec 2>&1; umask 077; exec mkdir $places); then
    # A name that is not sent to those who do not need it.
    if [ "$with" ]; then "keep_$with"; fi
    if [ "$all" ]; then
      # See keep_all; cp(1) gives the folders above a file their modes by relative paths. Where one cannot be copied with the others, each is copied by itself.
      # shellcheck disable=SC2086
      if (exec >/dev/null 2>&1; ulimit -f "$((keep_limit / 512))"; cd / && exec cp -d --preserve=all --parents -t "$all" -- $sources); then shared=1; fi
    fi
    each copy_one "$todo_copies"
    # shellcheck disable=SC2086
    if [ "$copies" ]; then lines=$(exec sha256sum $copies 2>/dev/null)$nl; fi
    each check_copy "$todo_copies"
    # shellcheck disable=SC2086
    if out=$(exec sync $copies $texts $places 2>&1); then
      each enter_copy "$todo_copies"
      return
    fi
  fi
  number=$foremost
  cut unkept '' "$out"
}

note_copy() {
  if ! is_to_copy; then return; fi
  if [ -e "$entry.d" ]; then rm -rf "$entry.d"; fi
  places="$places $entry.d $entry.d/1" foremost=${foremost:-$number} count=1
  for thing in $also; do count=$((count + 1)) places="$places $entry.d/$count" with=live; done
  if ! is_shared; then return; fi
  # Two or more are copied at once, into a folder of the first.
  if [ "$sources" ] && [ -z "$all" ]; then all=$into places="$places $all"; fi
  into=${into:-$entry.d/all} sources="$sources $at"
}

is_shared() { # true for a file that can be copied with others; names that need quotes cannot
  case $at in *[!A-Za-z0-9_./@+:-]*) return 1 ;; esac
  [ -f "$at" ]
}

copy_one() {
  if ! is_to_copy; then return; fi
  if [ ! -e "$at" ] && [ ! -L "$at" ]; then
    write_text "$entry.d/1/text" absent
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
  if ! is_to_copy; then return; fi
  eval "said=\$said_$number copy=\${copy_$number-}"
  if [ -z "$copy" ]; then return; fi
  line=${lines%%" "*} lines=${lines#*"$nl"}
  case $nl$said in *"$nl$line$nl"*) ;; *) cut unkept '' "$at changed while it was kept" ;; esac
}

enter_copy() {
  if ! is_to_copy; then return; fi
  lines="1 path:$at$nl" last=whole count=1
  for thing in $also; do count=$((count + 1)) lines="$lines$count $thing$nl"; done
  eval "copy=\${copy_$number-}"
  case $copy in "$all"/*) lines="${lines}in ${copy#"$state/undo/${stored%/*}/"}$nl" ;; esac
  if write_entry 2>/dev/null || out=$(exec 2>&1; write_entry); then is_kept; else cut unkept '' "$out"; fi
}
