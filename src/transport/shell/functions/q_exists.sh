q_exists() { # PATH...: where links lead counts
  for path do
    if [ -e "$path" ]; then put present; else put absent; fi
  done
}
