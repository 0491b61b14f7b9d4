read_values() { # FILE of /proc/sys...: sets $values to lines `FILE:VALUE` of those that are there, with a line break in front
  values=$nl
  for file do
    # Most shells take byte by byte, and the kernel ends many of these files after the first: then there is no end of a line. grep reads a value at once.
    { IFS= read -r line; } 2>/dev/null <"$file" || { values=$nl$(exec grep -s '' /dev/null "$@")$nl; return; }
    values=$values$file:$line$nl
  done
}
