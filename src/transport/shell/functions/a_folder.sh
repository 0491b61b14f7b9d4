a_folder() { # OWNER:GROUP MODE PATH: makes a folder
  own_ids
  a_brief mkdir -m 0700 -- "$3"
  a_chown "$1" "$3"
  a_brief chmod "$2" "$3"
}
