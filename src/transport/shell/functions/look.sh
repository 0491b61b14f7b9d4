look() { # sets $answers
  fresh
  guard
  sum=
}
