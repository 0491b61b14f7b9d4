line_in() { # LINES NAME: sets $line to the one of passwd(5) or group(5) that is about the name; false when there is none
  line=$nl$1
  case $line in *"$nl$2:"*) ;; *) return 1 ;; esac
  line=${line#*"$nl$2:"}
  line=$2:${line%%"$nl"*}
}
