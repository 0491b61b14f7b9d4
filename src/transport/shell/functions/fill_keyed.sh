# Of a text in which stands the public half of a key that a step in front of it makes, or has found made: what is written, and how it looks then.
fill_keyed() { # for the one that is $number; fails, with $out, as long as there is no such key
  key=${form#keyed:}
  recall_content
  from=$key
  for n in $todo_files; do
    [ "$n" -lt "$number" ] || break
    # It is made at the same moment: then it is the candidate's.
    eval "if [ \"\$at_$n\" = \"\$key\" ]; then from=\$made_$n; fi"
  done
  out="wg could not tell the public half of $key" value=
  if [ -f "$from" ]; then value=$(exec wg pubkey 2>/dev/null <"$from"); fi
  case ${#value}:$value in
    44:*[!A-Za-z0-9+/]*=) return 1 ;;
    44:*=) ;;
    *) return 1 ;;
  esac
  while :; do
    case $input in *"$hole"*) input=${input%%"$hole"*}$value${input#*"$hole"} ;; *) break ;; esac
  done
  # A here document ends with a line break, and so does the text.
  said=${input%"$nl"}
  line=$(exec sha256sum <<EOT
$said
EOT
)
  eval "input_$number=\$input after_$number=\${after%%'#'*}\${line%%' '*}\${after#*'#'} form_$number=text value_$number=\$value"
  recall "$number"
}
