may_begin() { # before one that joined is done: see in_lease
  in_lease || { cut lapsed '' "$why"; return 1; }
}
