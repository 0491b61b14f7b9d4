# Keeps what a step changes, so that it can be put back. The store is $state/undo: below it a folder for each run, in that for each step a file STEP with a
# line `NUMBER THING` for each thing and a last one, without which it is not whole: `absent` when nothing of it was there, else `whole`. Then there is a folder
# STEP.d with a folder for each number, in which lies what the kind of the thing needs, which a function keep_KIND knows, called in that folder.
# Nobody but root can enter the store: what lies there may be secrets that are no longer in use.
keep_things() { # RUN/STEP THING...: sets $entry, and $code and $out to how it went
  entry=$state/undo/$1 run=${1%/*} out='' code=0
  if [ "$store" != "$run" ]; then out=$(exec 2>&1; umask 077; stored_name "$1" && enter_store "$run"); code=$?
  else stored_name "$1" >/dev/null || { out=$(stored_name "$1"); code=1; }
  fi
  shift
  # What a first try has kept is how it was before any action.
  if [ "$code" -eq 0 ] && ! is_whole "$entry"; then
    store=$run lines='' count=0 last=absent
    for thing do count=$((count + 1)) lines="$lines$count $thing$nl"; done
    if ! are_absent "$@"; then
      last=whole
      # For the copy: see keep_path.
      thing=${1#path:}
      is_sure "${thing%/*}" || :
      out=$(exec 2>&1; umask 077; keep_all "$@")
      code=$?
    fi
    if [ "$code" -eq 0 ] && ! write_entry 2>/dev/null; then out=$(exec 2>&1; write_entry); code=$?; fi
  fi
  return "$code"
}

are_absent() { # THING...: true for paths where nothing is
  for thing do
    case $thing in path:*) ;; *) return 1 ;; esac
    if [ -e "${thing#path:}" ] || [ -L "${thing#path:}" ]; then return 1; fi
  done
}

write_entry() { # what it says is on the disk before the first action: see settle
  umask 077
  printf '%s%s\n' "$lines" "$last" >"$entry"
  code=$?
  umask 022
  return "$code"
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
