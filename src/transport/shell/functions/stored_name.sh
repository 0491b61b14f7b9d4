stored_name() { # RUN/STEP
  case $1 in
    */*/* | .* | */.* | */ | /* | *[!A-Za-z0-9./-]*) ;;
    */*) return 0 ;;
  esac
  echo "the undo store has no place $1"
  return 1
}
