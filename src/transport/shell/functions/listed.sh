listed() { # PATH: sets $name to how sha256sum lists it, with each backslash twice; the line of such a name begins with one more
  name=$1
  case $1 in *\\*) ;; *) return ;; esac
  name='' more=$1
  while :; do
    case $more in
      *\\*) name="$name${more%%\\*}\\\\" more=${more#*\\} ;;
      *) name=$name$more; return ;;
    esac
  done
}
