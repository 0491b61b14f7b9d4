finish() {
  look
  if [ "$after" != - ] && [ "$sum" != "$after" ]; then rec unmet "$step" "$answers"; exit 0; fi
  rec changed "$step" "$answers"
}
