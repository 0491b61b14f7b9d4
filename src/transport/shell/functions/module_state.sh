module_state() { # NAME
  answer=$(q_module "$1")
  printf %s "${answer#*"$nl"}"
}
