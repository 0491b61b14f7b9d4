# Keeps what a step changes, so that it can be put back. The store is $state/undo: below it a folder for each run, in that one for each step, in that
# a numbered one for each thing: `thing` is its name, the rest is what its kind needs, which a function keep_KIND knows, called in that folder.
# Nobody but root can enter the store: what lies there may be secrets that are no longer in use.
keep() { # RUN/STEP THING...: before the first action. Only root has a store: for others nothing is kept.
  own_ids
  if [ "$uid" -ne 0 ]; then return; fi
  out=$(exec 2>&1; keep_all "$@")
  case $? in
    0) rec kept "$step" '' ;;
    "$unkept") rec output "$step" "not kept for an undo: $out$nl" ;;
    *) rec unkept "$step" "$out"; exit 0 ;;
  esac
}

keep_all() { # RUN/STEP THING...
  umask 077
  # Whoever may write to a file that is kept must not fill the disk with it; in blocks of 512 bytes, of 1024 in some shells.
  ulimit -f "$((keep_limit / 512))" 2>/dev/null || :
  stored_name "$1" || return 1
  run=${1%/*} entry=${1#*/}
  shift
  enter_store "$run" || return 1
  # What a first try has kept is how it was before any action.
  if [ -d "./$entry" ]; then return; fi
  if [ -e "./.$entry.new" ]; then rm -rf "./.$entry.new" || return 1; fi
  count=0 folders=./.$entry.new
  for thing do count=$((count + 1)) folders="$folders ./.$entry.new/$count"; done
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  mkdir $folders && cd "./.$entry.new" || return 1
  count=0
  for thing do
    count=$((count + 1))
    cd "$count" && printf %s "$thing" >thing || return 1
    "keep_${thing%%:*}" "${thing#*:}" && cd .. && continue
    code=$?
    rm -rf "$state/undo/$run/.$entry.new"
    return "$code"
  done
  sync_all && cd .. && mv -T "./.$entry.new" "./$entry" && sync .
}

sync_all() { # what lies in the numbered folders here
  set +f
  for name in ./*/thing ./*/text ./*/links ./*/data; do
    if [ -f "$name" ] && [ ! -L "$name" ]; then set -- "$@" "$name"; fi
  done
  sync "$@" ./* .
}
