# A compressed block may refer to the texts of those before, which it keeps in $d. gzip(1) knows no such thing, so it is given $d once more in front, as
# RFC 1951 (3.2.4) has it for what is not compressed, behind a head by RFC 1952 (2.3); its output begins with that.
unpack() { # LENGTHS BYTES: the lengths of $d, as printf writes them, and how many bytes of the block follow on standard input
  t=$({ printf "\37\213\10\0\0\0\0\0\0\0\0$1%s" "$d"; head -c "$2"; } | gzip -dc | tail -c "+$((${#d} + 1))")
  case $t in
    *"$m") eval "$t" ;;
    *) exit 1 ;;
  esac
}
