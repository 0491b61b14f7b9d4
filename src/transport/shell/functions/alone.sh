alone() { # the one that is $first
  step=$((first - 1))
  recall "$first"
  if begin "$before" "$after"; then
    # Some of it is how it was found, by now.
    recall "$first"
    if [ "$stored" != - ]; then keep "$stored" "path:$at"; fi
    if [ "$form" = folder ]; then
      settle
      a_folder "$owner" "$mode" "$at"
    else
      a_write "$at" "$mode" "${owner%:*}" "${owner#*:}" "$form"
    fi
    finish
  fi
}
