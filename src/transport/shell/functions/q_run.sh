q_run() { # SECONDS ARGV...
  limit=$1
  shift
  text=$({ timeout -k 5 "$limit" "$@" 2>/dev/null; printf '\n%s' "$?"; } | head -c 1048576)
  code=${text##*"$nl"}
  text=${text%"$nl"*}
  while :; do case $text in *"$nl") text=${text%"$nl"} ;; *) break ;; esac; done
  if [ "$text" ]; then put "$code$nl$text"; else put "$code"; fi
}
