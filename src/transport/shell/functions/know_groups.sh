know_groups() { # NAME|NUMBER...: adds the lines of group(5) of those that are there to $groups
  if [ $# -gt 0 ]; then groups=$groups$(exec getent group "$@")$nl; fi
}
