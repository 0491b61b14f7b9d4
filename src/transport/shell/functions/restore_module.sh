restore_module() { # NAME
  case $(cat text):$(module_state "$1") in
    loaded:absent) modprobe -- "$1" ;;
    absent:loaded) modprobe -r -- "$1" || { echo "the module $1 was not loaded before, and cannot be unloaded now"; return 1; } ;;
  esac
}
