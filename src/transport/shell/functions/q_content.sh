q_content() { # PATH LIMIT UNLESS ...: UNLESS is how a digest begins, or -
  while [ $# -ge 3 ]; do
    if [ ! -f "$1" ]; then put absent
    elif [ "$3" != - ] && sum=$(sha256sum -- "$1" 2>/dev/null) && [ "${sum#"$3"}" != "$sum" ]; then put same
    elif size=$(wc -c 2>/dev/null <"$1") && [ "$size" -gt "$2" ]; then put large
    elif bytes=$(base64 2>/dev/null <"$1" | tr -d '\n'); then put "$bytes"
    else put unreadable
    fi
    shift 3
  done
}
