q_public_key() { # PATH...: the public half of a private key of WireGuard
  for path do
    if [ -f "$path" ] && key=$(wg pubkey 2>/dev/null <"$path"); then put "$key"; else put absent; fi
  done
}
