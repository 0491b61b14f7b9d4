make_folders() {
  if [ "$due" ]; then to_disk; fi
  each make_folder
}

make_folder() {
  if [ "$verdict" != open ] || ! may_begin; then return; fi
  if out=$(exec mkdir -m "$mode" -- "$at" 2>&1); then
    case $mode in 007[0145][0145]) sure=$sure$nl$at$nl ;; esac
  else cut failed " 0 $?" "$out"
  fi
}
