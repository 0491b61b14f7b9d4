keep_things() { # RUN/STEP THING...: sets $entry, and $code and $out to how it went
  open_entry "$1"
  shift
  # What a first try has kept is how it was before any action.
  if [ "$code" -ne 0 ] || is_whole "$entry"; then return "$code"; fi
  if [ "$unmade" ] && ! make_store; then code=1; return 1; fi
  lines='' count=0 last=absent
  for thing do count=$((count + 1)) lines="$lines$count $thing$nl"; done
  if ! are_absent "$@"; then
    last=whole
    # For the copy: see keep_path.
    thing=${1#path:}
    is_sure "${thing%/*}" || :
    out=$(exec 2>&1; umask 077; keep_all "$@")
    code=$?
  fi
  if [ "$code" -eq 0 ]; then write_text "$entry" "$lines$last"; fi
  return "$code"
}

are_absent() { # THING...: true for paths where nothing is
  for thing do
    case $thing in path:*) ;; *) return 1 ;; esac
    if [ -e "${thing#path:}" ] || [ -L "${thing#path:}" ]; then return 1; fi
  done
}

keep_all() { # THING...
  # Whoever may write to a file that is kept must not fill the disk with it; in blocks of 512 bytes, of 1024 in some shells.
  ulimit -f "$((keep_limit / 512))" 2>/dev/null || :
  if [ -e "$entry.d" ]; then rm -rf "$entry.d" || return 1; fi
  count=0 folders=$entry.d
  for thing do count=$((count + 1)) folders="$folders $entry.d/$count"; done
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  mkdir $folders || return 1
  count=0
  for thing do
    count=$((count + 1))
    cd "$entry.d/$count" || return 1
    "keep_${thing%%:*}" "${thing#*:}" && continue
    code=$?
    rm -rf "$entry.d"
    return "$code"
  done
  cd .. && sync_all
}

sync_all() { # what lies in the numbered folders here
  set +f
  for name in ./*/text ./*/links ./*/data; do
    if [ -f "$name" ] && [ ! -L "$name" ]; then set -- "$@" "$name"; fi
  done
  sync "$@" ./* .
}
