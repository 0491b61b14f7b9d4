fill_splice() { # FILE: the target as it is, with $input and a line break, as a here document ends, in the place of the lines that $form says
  from=${form#splice:}
  sed -e "${from#*,}r /dev/stdin" -e "${from}d" -- "$target" >"$1" <<EOT
$input
EOT
}
