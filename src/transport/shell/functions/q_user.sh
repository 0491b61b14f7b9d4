q_user() { # NAME...
  for name do
    if line=$(getent passwd "$name") && [ "$line" ]; then
      rest=${line#*:*:}
      uid=${rest%%:*}; rest=${rest#*:*:}
      primary=$(id -ng -- "$name")
      others=$(id -nG -- "$name" | tr ' ' '\n' | grep -vxF -e "$primary" | sort -u | tr '\n' ,)
      gecos=${rest%%:*}; rest=${rest#*:}
      put "$uid:$primary:$gecos:$rest:${others%,}"
    else put absent
    fi
  done
}
