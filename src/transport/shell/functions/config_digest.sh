config_digest() { # PATH...: one digest over what the files hold
  digests "$@" | sha256sum
}
