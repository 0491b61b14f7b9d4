module_state() { # NAME
  answers=
  q_module "$1"
  printf %s "${answers#*"$nl"}"
}
