keep_unit() { # NAME
  name=$(unit_name "$1")
  unit_words "$name" >text && unit_links "$name" >links
}
