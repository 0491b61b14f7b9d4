# What proc(5) shows of the process that looks was made when that was: so the host's clock is told too, see q_facts.
stat_lines() { # PATH...: sets $lines to a line of each that is there, and adds them to $stats
  lines=
  for path do
    # Where nothing is there, nobody needs to be started.
    if [ -e "$path" ] || [ -L "$path" ]; then lines=$(exec stat -c '%F|%04a %U %G|%Y|%s|%n' -- "$@" /proc/self/ 2>/dev/null)$nl; break; fi
  done
  stats=$stats$lines
}
