label() { # CANDIDATE PATH: gives it the SELinux context that the policy states for the path, before it is there for others to see
  if [ ! -e /sys/fs/selinux/enforce ]; then return; fi
  context=$(exec matchpathcon -n -m file -- "$2" 2>/dev/null)
  # `<<none>>` where the policy states none.
  case $context in *:*:*) (exec chcon -h -- "$context" "$1" >/dev/null 2>&1) || : ;; esac
}
