# A line for the host's own log (syslog(3), facility authpriv), where the account that controls the run cannot change it any more. One process, which nobody
# waits for: a log that hangs, or is not there, must hold nothing up.
tell_log() { # TEXT
  logger -t runbook -p authpriv.notice -- "$1" </dev/null >/dev/null 2>&1 &
}
