q_content() { # PATH LIMIT UNLESS ...: UNLESS is how a digest begins, or -
  while [ $# -ge 3 ]; do
    if [ ! -f "$1" ]; then put absent
    elif [ "$3" != - ] && has_digest "$1" "$3"; then put same
    elif size_of "$1" && [ "$size" -gt "$2" ]; then put large
    # Without gzip nothing comes of this.
    elif [ "${size:-0}" -gt 4096 ] && bytes=$(gzip -c 2>/dev/null <"$1" | base64 -w 0) && [ "$bytes" ]; then put "gz:$bytes"
    elif bytes=$(base64 -w 0 2>/dev/null <"$1"); then put "$bytes"
    else put unreadable
    fi
    shift 3
  done
}

has_digest() { # PATH, how a digest begins
  listed "$1"
  case $sums in *"  $name$nl"*) ;; *) digests "$1" ;; esac
  line=${sums%%"  $name$nl"*}
  line=${line##*"$nl"}
  case ${line#\\} in "$2"*) ;; *) return 1 ;; esac
}
