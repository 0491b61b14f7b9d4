receive_close() { # DIGEST: answers the digest of the whole
  transfer_place && sum=$(sha256sum <"$depot/$1") && put "${sum%%" "*}"
}
