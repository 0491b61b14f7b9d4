recall_content() { # of the one that is $number: sets what is written
  eval "input=\$input_$number"
  target=$at
}
