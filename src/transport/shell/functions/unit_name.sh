unit_name() { # NAME: with its ending
  case $1 in
    *.service | *.socket | *.target | *.timer | *.path | *.mount | *.automount | *.swap | *.slice | *.scope | *.device) printf %s "$1" ;;
    *) printf %s "$1.service" ;;
  esac
}
