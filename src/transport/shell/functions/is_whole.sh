is_whole() { # FILE: true when it is an entry of the store; sets $lines to what it holds
  lines=$nl line=
  if [ ! -f "$1" ]; then return 1; fi
  while IFS= read -r line; do lines=$lines$line$nl; done <"$1"
  case $lines in *"${nl}whole$nl" | *"${nl}absent$nl") ;; *) return 1 ;; esac
}
