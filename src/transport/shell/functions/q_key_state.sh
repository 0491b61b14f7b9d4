# Of a private key of WireGuard, as wg(8) writes them: 44 characters of base64 and at most a line break.
q_key_state() { # PATH...: absent, broken, sound, or untold when wg is not there that could tell the public half of a sound one
  for path do
    if [ ! -e "$path" ]; then put absent; continue; fi
    one=broken line=
    if [ -f "$path" ] && size_of "$path"; then
      case $size in 44 | 45) IFS= read -r line 2>/dev/null <"$path" ;; esac
      case ${#line}:$line in
        44:*[!A-Za-z0-9+/]*=) ;;
        44:*=) if command -v wg >/dev/null; then one=sound; else one=untold; fi ;;
      esac
    fi
    line=
    put "$one"
  done
}
