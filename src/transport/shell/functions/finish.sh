finish() { # [LINES]: see look
  look "$@"
  if [ "$after" != - ] && ! meets "$after"; then $fallback; rec unmet "$step" "$answers"; exit 0; fi
  rec changed "$step" "$answers"
}
