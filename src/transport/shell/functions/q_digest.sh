q_digest() { # PATH...
  if [ -z "$ahead" ]; then digests "$@"; digest_ahead=$lines; fi
  for path do
    listed "$path"
    line=${digest_ahead%%"$nl"*}
    case $line in
      *"  $name") line=${line%%" "*}; put "${line#\\}"; digest_ahead=${digest_ahead#*"$nl"} ;;
      *) put absent ;;
    esac
  done
}
