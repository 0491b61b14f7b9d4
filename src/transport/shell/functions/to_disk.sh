to_disk() { # FILE...: those that are open; and what was kept of them. What sync(1) does not name is there.
  # shellcheck disable=SC2086 # names without blanks: see stored_name
  out=$(exec sync $due "$@" 2>&1)
  code=$? due=
  if [ "$code" -eq 0 ]; then return; fi
  blamed='' named=
  each blame "$todo"
  number=${named:-$blamed}
  if [ $# -gt 0 ]; then cut failed " 0 $code" "$out"; else cut unkept '' "$out"; fi
}

blame() { # sets $named to the first of those that are open that is named, and $blamed to the first
  blamed=${blamed:-$number}
  case $out in *"/$stored"[\'.]* | *"$made'"*) named=${named:-$number} ;; esac
}
