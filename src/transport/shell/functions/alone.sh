alone() { # the one that is $first
  step=$((first - 1))
  recall "$first"
  if begin "$before" "$after"; then
    # Some of it is how it was found, by now.
    recall "$first"
    # shellcheck disable=SC2086 # names without blanks
    if [ "$stored" != - ]; then keep "$stored" "path:$at" $also; fi
    if [ "$form" = folder ]; then
      settle
      a_folder "$owner" "$mode" "$at"
    else
      a_write "$at" "$mode" "${owner%:*}" "${owner#*:}" "$form"
    fi
    if [ "$live" ]; then "a_"tell 30 sysctl -q -w "${live#* }"; fi
    finish
  fi
}
