# Keeps what a step changes, so that it can be put back. The store is $state/undo: below it a folder for each run, in that for each step a file STEP with a
# line `NUMBER THING` for each thing and a last one, without which it is not whole: `absent` when nothing of it was there, else `whole`. Then there is a folder
# STEP.d with a folder for each number, in which lies what the kind of the thing needs, which a function keep_KIND knows, called in that folder.
# Files that were copied at once lie elsewhere in the folder of the run: the line `in PATH` says where.
# Nobody but root can enter the store: what lies there may be secrets that are no longer in use.
open_entry() { # RUN/STEP: sets $entry, and $code and $out to whether the store is one that can be written to
  entry=$state/undo/$1 run=${1%/*} out='' code=0
  open_run "$1" >/dev/null 2>&1 || { out=$(exec 2>&1; open_run "$1"); code=$?; }
  return "$code"
}

open_run() { # RUN/STEP: looks at what is there of the folder of the run, and sets $unmade to what is missing: see make_store
  stored_name "$1" || return
  # Until it is made, actions can have made some of it, for what they record; but not while those that joined are looked at.
  if [ "$store$unmade" = "$run" ] || [ "$store$ahead" = "${run}1" ]; then return; fi
  unmade='' there=''
  for place in "$state" "$state/undo" "$state/undo/$run"; do
    if [ -e "$place" ] || [ -L "$place" ]; then there="$there $place"; else unmade="$unmade $place"; fi
  done
  # A folder that is sure is sound, and is looked at together with others.
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  if [ "$there" ] && ! is_sure "${there##* }"; then sound_store $there || return; fi
  store=$run
}
