q_content() { # PATH LIMIT UNLESS ...: UNLESS is how a digest begins, or -
  while [ $# -ge 3 ]; do
    if [ ! -f "$1" ]; then put absent
    elif [ "$3" != - ] && has_digest "$1" "$3"; then put same
    elif size_of "$1" && [ "$size" -gt "$2" ]; then put large
    elif [ "${size:-4096}" -le 2048 ] && is_plain "$1"; then put "text:$text"
    # Without gzip nothing comes of this.
    elif [ "${size:-0}" -gt 4096 ] && bytes=$(gzip -c 2>/dev/null <"$1" | base64 -w 0) && [ "$bytes" ]; then put "gz:$bytes"
    elif bytes=$(base64 -w 0 2>/dev/null <"$1"); then put "$bytes"
    else put unreadable
    fi
    shift 3
  done
}

is_plain() { # PATH of $size bytes: true when they can go as they are; then they are $text. Nobody needs to be started for it.
  text='' line=''
  while IFS= read -r line; do text=$text$line$nl; done 2>/dev/null <"$1"
  # What has no line break at its end; of a NUL, which no shell holds, the length tells.
  text=$text$line
  case ${#text}:$text in "$size":*[!"$nl	"\ -~]*) return 1 ;; "$size":*) ;; *) return 1 ;; esac
}

has_digest() { # PATH, how a digest begins
  listed "$1"
  case $sums in *"  $name$nl"*) ;; *) digests "$1" ;; esac
  line=${sums%%"  $name$nl"*}
  line=${line##*"$nl"}
  case ${line#\\} in "$2"*) ;; *) return 1 ;; esac
}
