keep_live() { # parameters of the kernel, as keep_sysctl keeps them, for all that joined with one process
  asked_for=
  each note_live "$todo_copies"
  set +f
  # shellcheck disable=SC2086 # patterns
  values=$nl$(exec grep -s '' /dev/null $asked_for)$nl
  set -f
  each write_live "$todo_copies"
}

note_live() {
  if ! is_to_copy; then return; fi
  for thing in $also; do sysctl_file "${thing#*:}"; asked_for="$asked_for $file"; done
}

write_live() {
  if ! is_to_copy; then return; fi
  count=1
  for thing in $also; do
    count=$((count + 1)) text=
    sysctl_file "${thing#*:}"
    set +f
    # shellcheck disable=SC2086 # a pattern
    set -- $file
    set -f
    for one do
      case $values in *"$nl$one:"*) line=${values#*"$nl$one:"}; text="$text$one:${line%%"$nl"*}$nl" ;; esac
    done
    if [ -z "$text" ] && [ -e "$1" ]; then eval "kept_$number=\"\${thing#*:} cannot be read\""; return; fi
    write_text "$entry.d/$count/text" "${text:-absent}" || return
  done
}
