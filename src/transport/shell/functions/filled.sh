filled() { # FILE: makes the candidate, with content, owner and mode, where $mask says what mode it is made with
  case $form in
    # A shell does not say why its own printf failed; cat does.
    text) printf %s "$input" >"$1" || { [ -e "$1" ] && printf %s "$input" | cat >|"$1"; } ;;
    base64) printf %s "$input" | base64 -d >"$1" ;;
    *) "fill_${form%%:*}" "$1" ;;
  esac || return 1
  is_ours "$owner" "$1" || chown -h -- "$owner" "$1" || return 1
  case $mask:$mode:$owner in
    022:* | 077:0600:root:root) ;;
    *) chmod -- "$mode" "$1" || return 1 ;;
  esac
}
