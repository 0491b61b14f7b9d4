keep_sysctl() { # KEY: lines `FILE:VALUE` of it, or of all that it stands for
  sysctl_values "$1" >text || { cat text; return 1; }
  if [ -s text ]; then return; fi
  if [ -e "$(sysctl_file "$1")" ]; then echo "$1 cannot be read"; return "$unkept"; fi
  printf absent >text
}

sysctl_values() { # KEY, in which * stands for any name
  file=$(sysctl_file "$1") || { echo "$file"; return 1; }
  (
    set +f
    IFS=
    # shellcheck disable=SC2086 # a pattern
    grep -s '' /dev/null $file || :
  )
}

sysctl_file() { # KEY: as sysctl.d(5) reads it: when the first separator is a dot, dots and slashes change places
  key=$1
  case ${1%"${1#*[./]}"} in *.) key=$(printf %s "$1" | tr ./ /.) ;; esac
  case /$key/ in */../* | */./*) echo "$1 is no kernel parameter"; return 1 ;; esac
  printf %s "/proc/sys/$key"
}
