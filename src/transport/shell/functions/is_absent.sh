is_absent() { # true in the folder of a thing that was not there
  [ -f text ] && [ "$(cat text)" = absent ]
}
