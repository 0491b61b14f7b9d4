restore_sysctl() { # KEY
  # A parameter that was not there belongs to what brought it, and goes with that; so does one that is no more.
  if is_absent; then return; fi
  while IFS= read -r line; do
    file=${line%%:*} value=${line#*:}
    if [ ! -e "$file" ] || [ "$(cat "$file")" = "$value" ]; then continue; fi
    printf '%s\n' "$value" >"$file" || return 1
    if [ "$(cat "$file")" != "$value" ]; then echo "$file did not take the value $value"; return 1; fi
  done <text
}
