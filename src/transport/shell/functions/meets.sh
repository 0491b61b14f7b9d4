meets() { # EXPECTED: a pattern of the answers, which ends with a line break; or of their digest as much as was sent; or - for none
  case $1 in
    -) return 1 ;;
    # shellcheck disable=SC2254 # a pattern
    *"$nl") case $answers in $1) return ;; *) return 1 ;; esac ;;
  esac
  if [ -z "$sum" ]; then
    # A here document ends with a line break, and so do answers.
    said=${answers%"$nl"}
    sum=$(sha256sum <<EOT
$said
EOT
)
  fi
  case $sum in "$1"*) ;; *) return 1 ;; esac
}
