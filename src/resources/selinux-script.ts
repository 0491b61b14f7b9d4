/** Prints the mode in which SELinux runs, in small letters; `none` on a host without its tools. */
export const SELINUX_RUNTIME = `if command -v getenforce >/dev/null 2>&1; then
  getenforce | tr '[:upper:]' '[:lower:]'
else
  echo none
fi`;

/** Tells of how many boot entries the kernel argument selinux=0 is part: \`all\`, \`some\`, \`no\`; \`unknown\` where grubby(8) is not there. */
export const SELINUX_BOOT = `if ! command -v grubby >/dev/null 2>&1; then
  echo unknown
  exit 0
fi
entries=$(grubby --info=ALL 2>/dev/null | grep '^args=')
with=$(printf '%s\\n' "$entries" | grep -c '[" ]selinux=0[" ]')
without=$(printf '%s\\n' "$entries" | grep '^args=' | grep -vc '[" ]selinux=0[" ]')
if [ "$with" -eq 0 ]; then
  echo no
elif [ "$without" -eq 0 ]; then
  echo all
else
  echo some
fi`;
