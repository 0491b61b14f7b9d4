keep_module() { # NAME
  module_state "$1" >text
}
