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

open_run() { # RUN/STEP
  stored_name "$1" || return
  if [ "$store" = "$run" ]; then return; fi
  umask 077
  enter_store "$run"
  code=$?
  umask 022
  if [ "$code" -eq 0 ]; then store=$run; fi
  return "$code"
}
