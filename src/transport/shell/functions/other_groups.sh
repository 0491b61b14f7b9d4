other_groups() { # of $line: sets $value to all groups of the account but the primary one, in order, with commas between
  # shellcheck disable=SC2086 # names without blanks
  if [ -z "$members" ]; then members=$nl$(groups $names 2>/dev/null)$nl; fi
  user_field group
  part=${members#*"$nl${line%%:*} : "}
  # shellcheck disable=SC2086
  sorted "$value" ${part%%"$nl"*}
}

sorted() { # NAME NAME...: sets $value to the second and further ones in order, each once, without the first
  value='' but=$1
  shift
  for name do
    if [ "$name" = "$but" ]; then continue; fi
    before='' after='' list=$value
    while [ "$list" ]; do
      one=${list%%,*}
      case $list in *,*) list=${list#*,} ;; *) list= ;; esac
      # shellcheck disable=SC3012 # dash, bash and busybox have it
      if [ "$one" = "$name" ]; then continue
      elif [ "$one" \< "$name" ]; then before="$before$one,"
      else after="$after,$one"
      fi
    done
    value=$before$name$after
  done
}
