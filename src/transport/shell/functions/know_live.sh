know_live() { # of the one that joined and sets a parameter of the kernel: reads it, and those that are kept, with one process
  asked_for="/proc/sys/${live%% *}"
  for thing in $also; do sysctl_file "${thing#*:}"; asked_for="$asked_for $file"; done
  set +f
  # shellcheck disable=SC2086 # patterns
  live_ahead=$nl$(exec grep -s '' /dev/null $asked_for)$nl
  set -f
}
