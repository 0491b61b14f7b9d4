know_live() { # of the one that joined and sets a parameter of the kernel: reads it, and those that are kept, in one go
  set -- "/proc/sys/${live%% *}"
  for thing in $also; do
    sysctl_file "${thing#*:}"
    set +f
    # shellcheck disable=SC2086 # a pattern
    set -- "$@" $file
    set -f
  done
  read_values "$@"
  live_ahead=$values
}
