enter_store() { # RUN: makes its folder where it is missing
  missing='' there=''
  for place in "$state" "$state/undo" "$state/undo/$1"; do
    if [ -e "$place" ] || [ -L "$place" ]; then there="$there $place"; else missing="$missing $place"; fi
  done
  # A folder that is sure is sound, and is looked at together with others.
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  if [ "$there" ] && ! is_sure "${there##* }"; then sound_store $there || return 1; fi
  if [ -z "$missing" ]; then return; fi
  # shellcheck disable=SC2086
  mkdir $missing || { [ -d "$state/undo/$1" ] && sound_store "$state" "$state/undo" "$state/undo/$1"; } || return 1
  prune_store || :
}

prune_store() { # the oldest runs go; not this one, which is $run, and not the one that the step puts things back from
  set +f
  set -- "$state/undo"/[0-9]*-[0-9]*
  set -f
  for old do
    if [ $# -le "$keep_runs" ]; then break; fi
    shift
    case ${old##*/} in "$run" | "${spared:-}") ;; *) rm -rf "$old" ;; esac
  done
}
