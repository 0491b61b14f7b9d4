forget_guard() { # NAME: its timer and its folder go
  stop_guard "$1"
  rm -rf -- "$state/guard/$1"
}
