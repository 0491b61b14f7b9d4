a_restore() { # RUN/STEP THING
  out=$(exec 2>&1; umask 077; find_kept "$1" "$2" && "restore_${2%%:*}" "${2#*:}")
  check "$?" "$out"
}

find_kept() { # RUN/STEP THING: goes into the folder in which it lies
  stored_name "$1" && sound_store "$state" "$state/undo" || return 1
  if ! cd -P "$state/undo/$1" 2>/dev/null; then
    echo "the undo store of this host has nothing of $1 any more: it keeps $keep_runs runs"
    return 1
  fi
  count=1
  while cd "./$count" 2>/dev/null; do
    name=$(cat thing; echo x)
    if [ "${name%x}" = "$2" ]; then return; fi
    cd ..
    count=$((count + 1))
  done
  echo "the undo store of this host has no $2 in $1"
  return 1
}
