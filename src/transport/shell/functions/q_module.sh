q_module() { # NAME...
  n=$#
  for name do
    if [ -d "/sys/module/$name" ]; then continue; fi
    spelled "$name"
    set -- "$@" -e "^$name " -e "/$spelling\\.ko"
  done
  shows=
  if [ $# -gt "$n" ]; then list_modules "$n" "$@"; fi
  for name do
    if [ "$n" -eq 0 ]; then return; fi
    n=$((n - 1))
    spelled "$name"
    # shellcheck disable=SC2254 # a pattern
    case $nl$shows in
      *"$nl$name "* | */$spelling.ko*) put loaded ;;
      *) if [ -d "/sys/module/$name" ]; then put loaded; else put absent; fi ;;
    esac
  done
}

list_modules() { # COUNT, as many names, words for grep: sets $shows to lines of those that are loaded or built in
  shift "$(($1 + 1))"
  IFS= read -r release </proc/sys/kernel/osrelease
  # A module that is built in and has no parameters is listed in that file alone.
  shows=$(grep -sh "$@" /proc/modules "/lib/modules/$release/modules.builtin")
}

spelled() { # NAME: sets $spelling to a pattern for its file, which may have - for _
  spelling='' more=$1
  while :; do
    case $more in
      *_*) spelling="$spelling${more%%_*}[-_]" more=${more#*_} ;;
      *) spelling=$spelling$more; return ;;
    esac
  done
}
