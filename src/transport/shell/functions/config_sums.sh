config_sums() { # PATH...: sets $config to the lines of digests for those that are files; reads only what is not in $sums yet
  know_sums "$@"
  config=
  for path do
    listed "$path"
    case $sums in
      *"  $name$nl"*) line=${sums%%"  $name$nl"*}; config="$config${line##*"$nl"}  $name$nl" ;;
    esac
  done
}

know_sums() { # PATH...
  n=$#
  for path do
    listed "$path"
    case $sums in *"  $name$nl"*) ;; *) set -- "$@" "$path" ;; esac
  done
  shift "$n"
  digests "$@"
}
