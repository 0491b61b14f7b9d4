look() { # sets $answers and $sum
  fresh
  guard
  # A here document ends with a line break, and so do answers.
  said=${answers%"$nl"}
  sum=$(sha256sum <<EOT
$said
EOT
)
  sum=${sum%%" "*}
}
