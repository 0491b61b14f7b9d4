# Keeps what a step changes, so that it can be put back. The store is $state/undo: below it a folder for each run, in that for each step a file STEP with a
# line `NUMBER THING` for each thing and a last one, without which it is not whole: `absent` when nothing of it was there, else `whole`. Then there is a folder
# STEP.d with a folder for each number, in which lies what the kind of the thing needs, which a function keep_KIND knows, called in that folder.
# Nobody but root can enter the store: what lies there may be secrets that are no longer in use.
open_entry() { # RUN/STEP: sets $entry, and $code and $out to whether the store is one that can be written to
  entry=$state/undo/$1 run=${1%/*} out='' code=0
  if [ "$store" = "$run" ]; then
    stored_name "$1" >/dev/null || { out=$(stored_name "$1"); code=1; }
  else
    out=$(exec 2>&1; umask 077; stored_name "$1" && enter_store "$run") && store=$run
    code=$?
  fi
  return "$code"
}
