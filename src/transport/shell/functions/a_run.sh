a_run() { # SECONDS ARGV...; standard input is $input
  limit=$1
  shift
  out=$({ give_input "$@" 2>&1; printf '\n%s' "$?"; } | tail -c 4096)
  code=${out##*"$nl"}
  timed=1
  forget_sure
  check "$code" "${out%"$nl"*}"
  timed=
}

give_input() { # ARGV...
  if [ "$input" ]; then printf %s "$input" | timeout -k 5 "$limit" "$@"; else timeout -k 5 "$limit" "$@"; fi
}
