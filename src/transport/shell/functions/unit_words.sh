unit_words() { # NAME: its load, active and enabled state
  answer=$(q_unit "$1")
  printf '%s\n' "${answer#*"$nl"}"
}
