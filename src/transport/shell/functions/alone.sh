alone() { # the one that is $first
  step=$((first - 1)) number=$first
  recall "$first"
  case $form in keyed:*) if "fill_${form%%:*}"; then rec keyed "$first" "$value"; fi ;; esac
  if begin "$before" "$after"; then
    # Some of it is how it was found, by now.
    recall "$first"
    # shellcheck disable=SC2086 # names without blanks
    if [ "$stored" != - ]; then keep "$stored" "path:$at" $also; fi
    case $form in keyed:*) "fill_${form%%:*}" || check 1 "$out" ;; esac
    if [ "$form" = folder ]; then
      settle
      a_folder "$owner" "$mode" "$at"
    else
      recall_content
      a_write "$at" "$mode" "${owner%:*}" "${owner#*:}" "$form"
    fi
    if [ "$live" ]; then "a_"tell 30 sysctl -q -w "${live#* }"; fi
    finish
  fi
}
