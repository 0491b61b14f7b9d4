q_module() { # NAME...
  for name do
    if [ -d "/sys/module/$name" ]; then put loaded; continue; fi
    found=absent
    while read -r loaded rest; do
      if [ "$loaded" = "$name" ]; then found=loaded; break; fi
    done 2>/dev/null </proc/modules
    # A module that is built in and has no parameters is listed here alone; its file may be spelled with - for _.
    if [ "$found" = absent ] &&
      grep -qs "/$(printf %s "$name" | sed 's/_/[-_]/g')\\.ko" "/lib/modules/$(uname -r)/modules.builtin"; then found=loaded; fi
    put "$found"
  done
}
