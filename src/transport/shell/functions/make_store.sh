make_store() { # FOLDER...: makes what is missing of the store, and these in it, with one process; or fails, and $out says why
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  out=$(exec 2>&1; umask 077; exec mkdir $unmade "$@") || return
  if [ -z "$unmade" ]; then return; fi
  unmade=
  # The oldest runs go when the frame ends; not this one, and not the one that the step puts things back from.
  set +f
  set -- "$state/undo"/[0-9]*-[0-9]*
  set -f
  for old do
    if [ $# -le "$keep_runs" ]; then break; fi
    shift
    # Where the frame frees the lock, they go with it: see free_lock.
    case ${old##*/} in "$store" | "${spared:-}" | *[!A-Za-z0-9./-]*) ;; *) doomed="$doomed $old"; trap 'rm -rf $doomed' EXIT ;; esac
  done
}
