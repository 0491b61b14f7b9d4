# Where large contents are put together before a step moves them to their places: on a disk, in a folder that nobody else can enter.
transfer_place() { # sets $depot
  depot=$state/transfer
  if ! (umask 077; mkdir -p -- "$depot") 2>/dev/null; then
    # Another account than root. What is left here is removed in time by systemd-tmpfiles too.
    depot=/var/tmp/runbook-$(id -u)
    mkdir -m 0700 -- "$depot" 2>/dev/null
  fi
  us=$(id -u)
  case $(stat -c '%u %a %F' -- "$depot" 2>&1) in
    "$us 700 directory") ;;
    *) echo "$depot must be a folder of this account that nobody else can enter"; ls -ld -- "$depot"; return 1 ;;
  esac
}
