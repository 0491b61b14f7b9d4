q_digest() { # PATH...
  digests "$@"
  for path do
    listed "$path"
    line=${lines%%"$nl"*}
    case $line in
      *"  $name") line=${line%%" "*}; put "${line#\\}"; lines=${lines#*"$nl"} ;;
      *) put absent ;;
    esac
  done
}
