q_digest() { # PATH...
  if [ "$ahead" ]; then lines=$digest_ahead; else digests "$@"; fi
  for path do
    listed "$path"
    line=${lines%%"$nl"*}
    case $line in
      *"  $name") line=${line%%" "*}; put "${line#\\}"; lines=${lines#*"$nl"} ;;
      *) put absent ;;
    esac
  done
  digest_ahead=$lines
}
