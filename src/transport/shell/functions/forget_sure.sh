forget_sure() { # after what may have changed the folders: they are looked at again when one is needed
  if [ "$sure" ]; then unsure=$sure sure=; fi
}
