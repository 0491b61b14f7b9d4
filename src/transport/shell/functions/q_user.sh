q_user() { # FIELDS:NAME ...: lines FIELD=VALUE for uid, group, comment, home, shell, groups, whichever are named, with commas between
  names='' members='' gids=''
  for word do names="$names ${word#*:}"; done
  # shellcheck disable=SC2086 # names without blanks
  users=$(exec getent passwd $names)$nl
  for word do
    case $word in *group*:*) ;; *) continue ;; esac
    line_in "$users" "${word#*:}" || continue
    user_field group
    if [ "$value" = "$number" ]; then gids="$gids $number"; fi
  done
  # shellcheck disable=SC2086
  know_groups $gids
  for word do
    if ! line_in "$users" "${word#*:}"; then put absent; continue; fi
    told='' fields=${word%%:*}
    while [ "$fields" ]; do
      user_field "${fields%%,*}"
      told="$told${fields%%,*}=$value$nl"
      case $fields in *,*) fields=${fields#*,} ;; *) fields= ;; esac
    done
    put "${told%"$nl"}"
  done
}
