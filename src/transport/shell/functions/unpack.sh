# A compressed block may refer to the texts of those before, which it keeps in $d. gzip(1) knows no such thing, so it is given $d once more in front, as
# RFC 1951 (3.2.4) has it for what is not compressed, behind a head by RFC 1952 (2.3). Its output begins with that, and with what is between, which neither
# holds: the block is the second word.
unpack() { # LENGTHS BYTES BETWEEN: the lengths of $d and BETWEEN, as printf writes them, and how many bytes of the block follow on standard input
  IFS=$3 n=
  for t in $({ printf "\37\213\10\0\0\0\0\0\0\0\0$1%s$3" "$d"; head -c "$2"; } | gzip -dc); do n=.$n; done
  unset IFS
  case $n$t in
    ..*"$m") eval "$t" ;;
    *) exit 1 ;;
  esac
}
