sysctl_file() { # KEY: sets $file, as sysctl.d(5) reads it: when the first separator is a dot, dots and slashes change places
  file=/proc/sys/ more=$1
  case ${1%"${1#*[./]}"} in *.) ;; *) file=$file$1; return ;; esac
  while :; do
    file=$file${more%%[./]*}
    case $more in *[./]*) ;; *) return ;; esac
    more=${more#"${more%%[./]*}"}
    case $more in .*) file=$file/ ;; *) file=$file. ;; esac
    more=${more#?}
  done
}
