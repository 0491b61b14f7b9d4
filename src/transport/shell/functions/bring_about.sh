# What joined, in as few processes as it takes: folders first, since files may lie in them, then all candidates, then what is set in the kernel, then all
# candidates take their places. What was made of those behind one that could not be done goes again.
bring_about() {
  considered=$upto to_sync='' placed='' places='' known_places='' coming=''
  if [ "$todo_folders" ] && first_open && may_begin; then make_folders; fi
  each make_candidate "$todo_files"
  due=$due$later
  if [ "$to_sync$due" ]; then eval "to_disk $to_sync"; fi
  if [ "$to_sync" ] && first_open && may_begin; then place_files; fi
  number=$considered
  while [ "$number" -gt "$upto" ]; do
    recall "$number"
    # It can have been made together with one that could not be.
    case $coming in *"$nl$at$nl"*) if [ -d "$at" ]; then rmdir -- "$at"; fi ;; esac
    if [ "$form" != folder ] && [ "$verdict" = open ]; then rm -f -- "$made"; fi
    number=$((number - 1))
  done
}

first_open() { # sets $number to the first that has something to do
  number=${todo# }
  number=${number%% *}
  [ "$number" ] && [ "$number" -le "$upto" ]
}

make_candidate() {
  if [ -d "$at" ] && [ ! -L "$at" ]; then cut failed ' 0 1' "$at is a folder"; return; fi
  recall_content
  case $form in keyed:*) "fill_${form%%:*}" || { cut failed ' 0 1' "$out"; return; } ;; esac
  if candidate_file 2>/dev/null || out=$(candidate_file 2>&1); then
    label "$made" "$at"
    eval "made_$number=\$made"
    to_sync="$to_sync \"\$made_$number\""
  else cut failed " 0 $?" "$out"
  fi
}
