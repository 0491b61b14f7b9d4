finish() {
  look
  case $sum in
    "$after"*) ;;
    *) if [ "$after" != - ]; then rec unmet "$step" "$answers"; exit 0; fi ;;
  esac
  rec changed "$step" "$answers"
}
