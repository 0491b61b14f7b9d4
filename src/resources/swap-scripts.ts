/**
 * Names the systemd units that would turn swap on at boot, one a line after the verb of systemctl(1) that prevents it: unit files of type swap that are not
 * masked or disabled. One that stands in /etc/systemd/system is disabled, since systemctl masks no unit whose file is there. Those made from fstab are left
 * out, because they go away with its lines.
 */
export const SWAP_UNITS = `systemctl list-unit-files --type=swap --no-legend --no-pager 2>/dev/null | while read -r unit state rest; do
  : "$rest"
  case $state in
    masked | masked-runtime | disabled) continue ;;
  esac
  case $(systemctl show --property=SourcePath,FragmentPath -- "$unit" 2>/dev/null) in
    *SourcePath=/etc/fstab*) ;;
    *FragmentPath=/etc/systemd/system/*) printf 'disable %s\\n' "$unit" ;;
    *) printf 'mask %s\\n' "$unit" ;;
  esac
done
`;
