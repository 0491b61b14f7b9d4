stat_lines() { # PATH...: sets $lines to a line of each that is there, and adds them to $stats
  lines=
  for path do
    # Where nothing is there, nobody needs to be started.
    if [ -e "$path" ] || [ -L "$path" ]; then lines=$(exec stat -c '%F|%04a %U %G|%s|%n' -- "$@" 2>/dev/null)$nl; break; fi
  done
  stats=$stats$lines
}
