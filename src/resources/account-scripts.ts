/** Makes or changes an account that an earlier step may have made: NAME COUNT, COUNT words for useradd(8) alone, then words for useradd and usermod(8). */
export const USER_ENSURE = `name=$1 extra=$2
shift 2
if getent passwd "$name" >/dev/null; then
  shift "$extra"
  if [ $# -eq 0 ]; then exit 0; fi
  exec usermod "$@" "$name"
fi
exec useradd "$@" "$name"
`;

/**
 * Removes an account, and with it the group of its own name (`own`) when useradd(8) made one: userdel(8) leaves it where USERGROUPS_ENAB is off. A group to
 * which others belong stays. Arguments: NAME own|other.
 */
export const USER_UNDO = `name=$1
userdel "$name" || exit
if [ "$2" != own ] || ! line=$(getent group "$name"); then exit 0; fi
if [ -z "\${line##*:}" ]; then groupdel "$name" || exit 0; fi
`;

/** Makes a group that an earlier step may have made: NAME, then words for groupadd(8). */
export const GROUP_ENSURE = `name=$1
shift
if getent group "$name" >/dev/null; then
  if [ "\${1:-}" = -r ]; then shift; fi
  if [ $# -eq 0 ]; then exit 0; fi
  exec groupmod "$@" "$name"
fi
exec groupadd "$@" "$name"
`;
