relabel() { # PATH...: the SELinux context that the policy states
  if [ -e /sys/fs/selinux/enforce ] && command -v restorecon >/dev/null; then restorecon -- "$@" >/dev/null 2>&1; fi
}
