q_group() { # NAME...
  for name do
    if line=$(getent group "$name") && [ "$line" ]; then
      rest=${line#*:*:}
      put "${rest%%:*}"
    else put absent
    fi
  done
}
