q_stat() { # PATH...
  links=
  if [ -z "$ahead" ]; then stat_lines "$@"; read_links "$@"; stat_ahead=$lines; fi
  for path do
    line=${stat_ahead%%"$nl"*}
    case $line in
      *"|$path") put_stat "$line" "$path"; stat_ahead=${stat_ahead#*"$nl"} ;;
      *) put absent ;;
    esac
  done
}

put_stat() { # LINE PATH
  rights=${1#*|}
  rights=${rights%%|*}
  case $1 in
    regular*) put "file $rights" ;;
    directory*) put "directory $rights" ;;
    'symbolic link'*)
      if [ "$links" ]; then target=${links%%"$nl"*} links=${links#*"$nl"}; else target=$(readlink -- "$2"); fi
      put "link $rights $target"
      ;;
    *) put "other $rights" ;;
  esac
}

read_links() { # PATH...: where $lines calls more than one a link, sets $links to their targets, one a line, or to nothing when they cannot be read at once
  case $nl$lines in *"${nl}symbolic link|"*"${nl}symbolic link|"*) ;; *) return ;; esac
  n=$# more=$lines
  for path do
    case ${more%%"$nl"*} in
      'symbolic link|'*"|$path") set -- "$@" "$path"; more=${more#*"$nl"} ;;
      *"|$path") more=${more#*"$nl"} ;;
    esac
  done
  shift "$n"
  links=$(readlink -- "$@" 2>/dev/null)$nl
  # A line for each, or one has a line break in it, or is gone: then they are read one by one.
  n=$# more=$links
  while [ "$more" ]; do more=${more#*"$nl"} n=$((n - 1)); done
  if [ "$n" -ne 0 ]; then links=; fi
}
