a_folder() { # OWNER:GROUP MODE PATH: makes a folder
  own_ids
  above=${3%/*}
  case $1:$2 in
    root:root:00*)
      if is_sure "${above:-/}"; then
        out=$(exec mkdir -m "$2" -- "$3" 2>&1)
        check "$?" "$out"
        action=$((action + 2))
        case $2 in 007[0145][0145]) sure=$sure$nl$3$nl ;; esac
        return
      fi
      ;;
  esac
  a_brief mkdir -m 0700 -- "$3"
  a_chown "$1" "$3"
  a_brief chmod "$2" "$3"
}
