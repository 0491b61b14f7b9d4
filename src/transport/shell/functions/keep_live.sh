keep_live() { # them, as keep_sysctl would; fails where they are not kept
  count=1
  for thing in $also; do
    count=$((count + 1)) text=
    sysctl_file "${thing#*:}"
    set +f
    # shellcheck disable=SC2086 # a pattern
    set -- $file
    set -f
    for one do
      case $live_ahead in *"$nl$one:"*) line=${live_ahead#*"$nl$one:"}; text="${text:+$text$nl}$one:${line%%"$nl"*}" ;; esac
    done
    if [ -z "$text" ] && [ -e "$1" ]; then eval "kept_$number=\"\${thing#*:} cannot be read\""; return 1; fi
    write_text "$entry.d/$count/text" "${text:-absent}" || { cut unkept '' "$out"; return 1; }
    due="$due $entry.d/$count/text"
  done
}
