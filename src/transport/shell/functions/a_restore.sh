a_restore() { # RUN/STEP THING
  out=$(exec 2>&1; umask 077; find_kept "$1" "$2" && "restore_${2%%:*}" "${2#*:}")
  code=$?
  forget_sure
  check "$code" "$out"
}

find_kept() { # RUN/STEP THING: goes into the folder in which it lies; see keep
  stored_name "$1" && sound_store "$state" "$state/undo" || return 1
  if ! is_whole "$state/undo/$1"; then
    echo "the undo store of this host has nothing of $1 any more: it keeps $keep_runs runs"
    return 1
  fi
  absent='' count=1 data=data
  while :; do
    case $lines in
      *"$nl$count $2$nl"*) break ;;
      *"$nl$count "*) count=$((count + 1)) ;;
      *) echo "the undo store of this host has no $2 in $1"; return 1 ;;
    esac
  done
  case $lines in
    *"${nl}absent$nl") absent=1 ;;
    *)
      cd -P "$state/undo/$1.d/$count" || return
      # Copied with others, into another folder: see copy_kept.
      if [ "$count" -eq 1 ] && [ ! -e data ] && [ ! -L data ] && [ ! -e text ]; then
        case $lines in *"${nl}in "*) data=${lines##*"${nl}in "} data=$state/undo/${1%/*}/${data%%"$nl"*} ;; esac
      fi
      ;;
  esac
}
