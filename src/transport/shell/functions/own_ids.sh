own_ids() { # sets $uid and $gid, under which this shell works, by proc(5): real, effective, saved, of the file system
  if [ "${uid:-}" ]; then return; fi
  while read -r key _ value _; do
    case $key in
      Uid:) uid=$value ;;
      Gid:) gid=$value; return ;;
    esac
  done 2>/dev/null </proc/self/status
  uid=$(id -u) gid=$(id -g)
}
