fill_splice() { # FILE: the target as it is, with $input in the place of the lines that $form says
  from=${form#splice:}
  # A here document ends with a line break, and so do the lines.
  said=${input%"$nl"}
  sed -e "${from#*,}r /dev/stdin" -e "${from}d" -- "$target" >"$1" <<EOT
$said
EOT
}
