receive_close() { # DIGEST: answers the digest of the whole
  transfer_place && file=$depot/$1 && one=$(stat -c "$version" -- "$file") || return
  # openssl uses instructions that the processor has for it, where sha256sum mostly does not.
  sum=$(exec openssl dgst -sha256 -r <"$file" 2>/dev/null)
  sum=${sum%%" "*}
  if [ "${#sum}" -ne 64 ]; then sum=$(exec sha256sum <"$file") && sum=${sum%%" "*} || return; fi
  brought=$brought$nl$one sums_brought="$sums_brought$nl$one $sum" summing=sum_brought
  put "$sum"
}

# What is another when somebody wrote to the file. To be moved, and to be given owner and mode, changes none of it.
version='%d %i %s %y'
brought='' sums_brought=''

sum_brought() { # -- PATH...: what sha256sum prints; a file that was brought, and that nobody has written to since, is not read again
  shift
  if ! stat -L -c "$version" -- "$@" 2>/dev/null | grep -qxF -- "${brought#"$nl"}"; then exec sha256sum -- "$@"; fi
  for path do
    one=$(stat -L -c "$version" -- "$path" 2>/dev/null)
    sum=${sums_brought#*"$nl$one "}
    case $sum:$path in
      "$sums_brought":* | *\\*) sha256sum -- "$path" ;;
      *) printf '%s  %s\n' "${sum%%"$nl"*}" "$path" ;;
    esac
  done
}
