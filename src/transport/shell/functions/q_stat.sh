q_stat() { # PATH...
  stat -c '%F|%a|%U|%G|%n' -- "$@" 2>/dev/null | {
    IFS= read -r line || line=
    for path do
      case $line in
        *"|$path") put_stat "$line" "$path"; IFS= read -r line || line= ;;
        *) put absent ;;
      esac
    done
  }
}

put_stat() { # LINE PATH
  rest=${1%"|$2"}
  group=${rest##*|}; rest=${rest%|*}
  owner=${rest##*|}; rest=${rest%|*}
  mode=${rest##*|}
  while [ "${#mode}" -lt 4 ]; do mode=0$mode; done
  case ${rest%|*} in
    regular*) put "file $mode $owner $group" ;;
    directory) put "directory $mode $owner $group" ;;
    'symbolic link') put "link $mode $owner $group $(readlink -- "$2")" ;;
    *) put "other $mode $owner $group" ;;
  esac
}
