enter_store() { # RUN: goes into its folder, makes it where it is missing
  make_own "$state" && make_own "$state/undo" || return 1
  if [ ! -d "$state/undo/$1" ]; then
    sound_store "$state" "$state/undo" && make_own "$state/undo/$1" || return 1
    prune_store "$1"
  fi
  sound_store "$state" "$state/undo" "$state/undo/$1" && cd -P "$state/undo/$1" || return 1
}

make_own() { # FOLDER
  [ -e "$1" ] || [ -L "$1" ] || mkdir "$1" || [ -d "$1" ]
}

prune_store() { # RUN: the oldest runs go; not this one, and not the one that the step puts things back from
  (
    cd "$state/undo" || exit
    set +f
    run=$1
    set -- [0-9]*-[0-9]*
    for old do
      if [ $# -le "$keep_runs" ]; then break; fi
      shift
      case $old in "$run" | "${spared:-}") ;; *) rm -rf "./$old" ;; esac
    done
  )
}
