unit_links() { # NAME: lines `TARGET PATH` of the links by which it, and what it names in Also=, is enabled or masked
  names=" $1 $(systemctl cat -- "$1" 2>/dev/null | sed -n 's/^Also=//p' | tr '\n' ' ')"
  (
    set +f
    # What systemctl does for a unit with an old start script beside it, it also does to the links of that.
    for link in /etc/systemd/system/* /etc/systemd/system/*/* /run/systemd/system/* /run/systemd/system/*/* /etc/rc?.d/[SK]*"${1%.service}"; do
      if [ ! -L "$link" ]; then continue; fi
      target=$(readlink -- "$link")
      case $names in *" ${link##*/} "* | *" ${target##*/} "* | *" ${target#../init.d/}.service "*) printf '%s %s\n' "$target" "$link" ;; esac
    done
  )
}
