make_folders() { # with one process for all of a mode; sets $coming to all that were to be made
  # What was kept is on the disk before anything is made.
  if [ "$due" ]; then to_disk; fi
  again=1
  while [ "$again" ]; do
    again='' alike='' to_make=''
    each note_to_make "$todo_folders"
    if [ -z "$to_make" ]; then return; fi
    # Who waits for no words is started without a copy of the shell, in dash.
    eval "mkdir -m $alike -- $to_make" 2>/dev/null
    each note_made "$todo_folders"
  done
}

note_to_make() {
  if is_coming "$at"; then return; fi
  if [ -e "$at" ] || [ -L "$at" ]; then cut failed ' 0 1' "mkdir: cannot create directory '$at': File exists"; return; fi
  if [ "$to_make" ] && { [ "$mode" != "$alike" ] || { [ ! -d "$folder" ] && ! is_coming "$folder"; }; }; then again=1; return; fi
  alike=$mode to_make="$to_make \"\$at_$number\"" coming=$coming$nl$at$nl
}

is_coming() { # FOLDER
  case $coming in *"$nl$1$nl"*) ;; *) return 1 ;; esac
}

note_made() {
  if ! is_coming "$at"; then return; fi
  if [ ! -d "$at" ]; then out=$(exec mkdir -m "$mode" -- "$at" 2>&1) || { cut failed " 0 $?" "$out"; return; }; fi
  case $mode in 007[0145][0145]) sure=$sure$nl$at$nl ;; esac
}
