fill_brought() { # FILE: the content that was brought for this step, by its digest; over to another file system it is copied
  transfer_place && mv -fT -- "$depot/$input" "$1"
}
