candidate_file() { # in a folder that is sure: it has owner and mode at once where it can, and nobody sees it before
  mask=077
  # What was brought has the mode that it was brought with, 0600.
  case $form:$mode:$owner in brought:*) ;; *:0644:root:root) mask=022 ;; esac
  if [ -e "$made" ] || [ -L "$made" ]; then rm -rf -- "$made" || return 1; fi
  umask "$mask"
  set -C
  filled "$made"
  code=$?
  set +C
  umask 022
  return "$code"
}
