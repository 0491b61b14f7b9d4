enter_store() { # RUN: makes its folder where it is missing
  missing=
  for place in "$state" "$state/undo" "$state/undo/$1"; do
    if [ ! -e "$place" ] && [ ! -L "$place" ]; then missing="$missing $place"; fi
  done
  case $missing in " $state/undo/$1") sound_store "$state" "$state/undo" || return 1 ;; esac
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  if [ "$missing" ]; then mkdir $missing || [ -d "$state/undo/$1" ] || return 1; fi
  sound_store "$state" "$state/undo" "$state/undo/$1" || return 1
  if [ "$missing" ]; then prune_store || :; fi
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
