# What is to be set in the kernel is set, and all candidates take their places. util-linux's rename(1) takes many at once, each by one rename(2), and goes on
# behind one that it cannot move: then that one has failed alone. Where there is none, or another program of that name, they are moved one by one, and the first
# that cannot be ends it.
place_files() {
  set --
  for number in $todo_files; do
    [ "$number" -le "$upto" ] || break
    eval "made=\$made_$number live=\$live_$number"
    [ -z "$live" ] || set_live || break
    # Older ones replace the first such word of the whole path.
    case ${made%/*} in *.runbook-new.*) ;; *) set -- "$@" "$made" ;; esac
  done
  moved=
  if [ $# -gt 1 ]; then
    for program in rename.ul rename; do
      if command -v "$program" >/dev/null; then
        "$program" .runbook-new. '' "$@" >/dev/null 2>&1
        for made do [ -f "$made" ] || moved=1; done
        break
      fi
    done
  fi
  each place_file "$todo_files"
  # The folders are brought to the disk too, so that the new names last.
  [ -z "$placed" ] || out=$(eval "exec sync $places" 2>&1) || { code=$? number=$placed; cut failed " 0 $code" "$out"; }
}

set_live() { # a parameter of the kernel; who says no is asked why
  { printf '%s\n' "${live#*=}" >"/proc/sys/${live%% *}"; } 2>/dev/null && return
  out=$(exec timeout -k 5 30 sysctl -q -w "${live#* }" 2>&1) && return
  cut failed " 1 $?" "$out"
  return 1
}

place_file() {
  if [ -f "$made" ]; then out=$(exec mv -fT -- "$made" "$at" 2>&1) || { stays "$?"; return; }; fi
  placed=$number
  case $nl$known_places in *"$nl$folder$nl"*) ;; *) known_places=$known_places$folder$nl places="$places \"\${at_$number%/*}/\"" ;; esac
}

stays() { # CODE
  if [ -z "$moved" ]; then cut failed " 0 $1" "$out"; return; fi
  eval "verdict_$number=failed code_$number=$1 why_$number=\$out"
  rm -f -- "$made"
}
