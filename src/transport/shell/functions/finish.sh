finish() {
  look
  if [ "$after" != - ] && ! meets "$after"; then rec unmet "$step" "$answers"; exit 0; fi
  rec changed "$step" "$answers"
}
