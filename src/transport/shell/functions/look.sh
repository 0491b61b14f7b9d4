look() { # [LINES of group(5) that need not be asked again]: sets $answers
  fresh
  groups=${1:-}
  guard
  sum=
}
