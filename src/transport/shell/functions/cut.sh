cut() { # KIND WORDS TEXT: the one that is $number cannot be done, and ends it
  ending=$1 words=$2 because=$3
  upto=$((number - 1))
}
