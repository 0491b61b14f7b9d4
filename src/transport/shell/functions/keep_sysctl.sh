keep_sysctl() { # KEY, in which * stands for any name: lines `FILE:VALUE` of all that it stands for
  sysctl_file "$1"
  case $file/ in */../* | */./*) echo "$1 is no kernel parameter"; return 1 ;; esac
  set +f
  IFS=
  # shellcheck disable=SC2086 # a pattern
  grep -s '' /dev/null $file >text
  set -f
  unset IFS
  if [ -s text ]; then return 0; fi
  if [ -e "$file" ]; then echo "$1 cannot be read"; return "$unkept"; fi
  printf absent >text
}
