is_absent() { # true where a thing is put back that was not there: by its entry, or by its folder
  [ "$absent" ] || { [ -f text ] && [ "$(cat text)" = absent ]; }
}
