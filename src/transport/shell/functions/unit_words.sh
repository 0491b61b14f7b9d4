unit_words() { # NAME: its load, active and enabled state
  answers=
  q_unit "$1"
  printf %s "${answers#*"$nl"}"
}
