as_folder() { # MODEL FOLDER: gives it the model's owner, mode and context
  chown --reference="$1" -- "$2" && chmod --reference="$1" -- "$2" || return 1
  if [ -e /sys/fs/selinux/enforce ]; then chcon --reference="$1" -- "$2" || :; fi
}
