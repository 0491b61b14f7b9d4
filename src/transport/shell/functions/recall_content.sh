recall_content() { # of the one that is $number: sets what is written
  eval "input=\$input_$number kept_start=\$start_$number kept_end=\$end_$number"
  target=$at
}
