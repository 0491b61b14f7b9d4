fill_splice() { # FILE: the first $kept_start bytes of the target as it is, $input, and its last $kept_end bytes
  { head -c "$kept_start" -- "$target" && printf %s "$input" && tail -c "$kept_end" -- "$target"; } >"$1"
}
