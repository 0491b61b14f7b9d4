since_start() { # sets $up, in seconds
  read -r up _ </proc/uptime
  up=${up%%.*}
}
